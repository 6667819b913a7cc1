# Enrolls a company for each application in a folder and goes on when one is refused.
#   ./examples/import-all.ps1 FOLDER
# Exits with the number of applications that were not taken. PowerShell 7; not tried on Windows.
param([Parameter(Mandatory)][string]$Folder)

[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
$failed = 0
foreach ($file in Get-ChildItem -Path $Folder -Filter *.toml) {
    $answer = csp --no-input enroll --from $file.FullName --format json 2> refused.json
    if ($LASTEXITCODE -eq 0) {
        "taken: $(($answer | ConvertFrom-Json).account) from $($file.Name)"
    } else {
        $code = $LASTEXITCODE
        [Console]::Error.WriteLine("not taken (exit $code): $($file.Name): $(Get-Content refused.json -Tail 1)")
        $failed++
    }
}
exit $failed
