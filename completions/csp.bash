_clap_complete_csp() {
    local IFS=$' \t\n' part bare word rest=${COMP_LINE:0:${COMP_POINT:-0}} count=0 i
    local -a words=()
    if [[ -z $rest ]]; then
        words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
        count=${#words[@]}
    else
        # Bash ends words at `=`, `:` and `@` as well; what stands together on the line is one word.
        for ((i = 0; i <= COMP_CWORD; i++)); do
            part=${COMP_WORDS[i]}
            bare=${rest#"${rest%%[![:space:]]*}"}
            if ((${#part} > ${#bare})); then
                part=$bare
            fi
            if [[ $i -gt 0 && $bare == "$rest" ]] && [[ $part == [=:@]* || ${words[count - 1]} == *[=:@] ]]; then
                words[count - 1]+=$part
            else
                words[count++]=$part
            fi
            rest=${bare#"$part"}
        done
    fi
    # One word a line, each quoted already: nothing of it is expanded here.
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(
        _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX="$((count - 1))" CSP_COMPLETE="bash" \
            csp -- "${words[@]}" 2>/dev/null && echo
    )
    if [[ ${#COMPREPLY[@]} -eq 1 && -z ${COMPREPLY[0]} ]]; then
        COMPREPLY=()
    fi
    # Bash replaces only what stands behind the last of these signs.
    local kept=${words[count - 1]}
    kept=${kept%"${kept##*[=:@]}"}
    if [[ -n $kept && -n $COMP_LINE && ${COMP_WORDBREAKS-} == *"${kept:${#kept}-1}"* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
    fi
    if [[ ${COMPREPLY-} =~ [=/:]$ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -o bashdefault -o nosort -F _clap_complete_csp csp
else
    complete -o bashdefault -F _clap_complete_csp csp
fi
