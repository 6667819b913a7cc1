Register-ArgumentCompleter -Native -CommandName csp -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words of the line as text. Nothing of what is typed is evaluated.
    $words = @()
    foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursorPosition -and $words.Count -gt 0) {
            break
        }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $words += $element.Value
        }
        else {
            $words += $element.Extent.Text
        }
    }
    if ($wordToComplete -eq "") {
        $index = $words.Count
    }
    else {
        $index = $words.Count - 1
    }

    $before = $env:CSP_COMPLETE
    $env:CSP_COMPLETE = "powershell"
    $env:_CLAP_COMPLETE_INDEX = "$index"
    try {
        $results = & csp '--' @words
    }
    finally {
        Remove-Item Env:\_CLAP_COMPLETE_INDEX -ErrorAction SilentlyContinue
        if ($null -eq $before) {
            Remove-Item Env:\CSP_COMPLETE -ErrorAction SilentlyContinue
        }
        else {
            $env:CSP_COMPLETE = $before
        }
    }

    # Each word is quoted already.
    $results | Where-Object { $_ } | ForEach-Object {
        $word, $help = $_.Split("`t", 2)
        if (-not $help) {
            $help = $word
        }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $help)
    }
}
