#!/bin/sh
# Holds the rulesets of a repository against what is published at a git revision, in any CI:
#
#   servanda-ci.sh REVISION [RULESETS]
#
# Writes, into the folder SERVANDA_OUT (servanda-ci if it is not set):
#   check.sarif  what is wrong with the texts, and with what changed since the revision
#   cases.xml    the cases, as JUnit's XML
#   summary.md   what changed in words, the step of the version that it asks for, and who is affected
#
# SERVANDA is the command (servanda if it is not set). Exit status: 0 all is well; 1 an error in a ruleset, a step of a
# version that is too small, or a case that fails; otherwise that of the command that could not do its work (2 usage,
# 3 invalid input, 4 the service failed).
set -u

test -n "${1-}" || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
revision=$1 rulesets=${2:-rulesets} out=${SERVANDA_OUT:-servanda-ci} servanda=${SERVANDA:-servanda}
mkdir -p "$out" && rm -f "$out/check.sarif" "$out/cases.xml" "$out/summary.md" "$out/diff.md" "$out/impact.md" || exit 4
failed=0 broken=0

# Runs a command; of its exit status it is remembered whether something is wrong, or nothing could be said.
run() {
    "$@"
    status=$?
    case $status in
        0) ;;
        1) failed=1 ;;
        *) broken=$status ;;
    esac
    return $status
}

word() {
    case $1 in
        0) echo holds ;;
        1) echo "**fails**" ;;
        *) echo "**could not be done**" ;;
    esac
}

echo "== check"
run "$servanda" check --rulesets "$rulesets" --against "$revision" --sarif "$out/check.sarif"
checked=$?
echo "== test"
run "$servanda" test --rulesets "$rulesets" --junit "$out/cases.xml"
tested=$?
echo "== what changed"
run "$servanda" diff --rulesets "$rulesets" --against "$revision" --format markdown --output "$out/diff.md"
compared=$?
run "$servanda" impact --rulesets "$rulesets" --against "$revision" --format markdown --output "$out/impact.md"
judged=$?

{
    echo "# Rulesets"
    echo
    echo "- texts, and what is published: $(word $checked)"
    echo "- cases: $(word $tested)"
    echo "- steps of versions: $(word $compared)"
    echo "- impact on the submissions beside them: $(word $judged)"
    for part in diff impact; do
        test -f "$out/$part.md" && { echo; cat "$out/$part.md"; }
    done
} >"$out/summary.md"
rm -f "$out/diff.md" "$out/impact.md"
cat "$out/summary.md"

test $failed = 0 || exit 1
exit $broken
