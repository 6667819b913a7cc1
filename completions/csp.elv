set edit:completion:arg-completer[csp] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) CSP_COMPLETE="elvish" csp -- $@words) | to-lines
}
