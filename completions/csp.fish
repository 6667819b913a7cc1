complete --keep-order --exclusive --command csp --arguments "(CSP_COMPLETE=fish csp -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
