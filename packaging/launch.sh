# shellcheck shell=sh
# What both launchers of a distribution do: become the JVM. Nothing is made and nothing looked for, and
# no other program is run on the way.
#
# Sourced with: program, main (its class), here (the folder bin), and the user's arguments in "$@".
#
# Environment, besides that of jvm.sh:
#   PIPY_SCRIPT_MODE     "interpreted": do without the optimizing script compiler
#   PIPY_AOT             "record", then "create": make the start-up cache anew, from what a run does
#                        that ends by itself; lib must be writable

: "${program:?}" "${main:?}" "${here:?}"

# shellcheck source-path=SCRIPTDIR/../bin source=jvm.sh
. "$here/jvm.sh"

lib=${here%/*}/lib
# shellcheck disable=SC2034 # these are for run_java
java=$lib/runtime/bin/java
# shellcheck disable=SC2034
cache=$lib/$program

# jars NAME FOLDER: the paths of the jars that a list names, with colons between them.
jars() {
  joined=
  while IFS= read -r jar; do
    joined=$joined:$2/$jar
  done <"$lib/$1.jars"
  joined=${joined#:}
}

module_path=
if [ "$program" = pipy ] && [ "${PIPY_SCRIPT_MODE:-}" != interpreted ]; then
  # A start-up cache may move with its class path, but not with its module path, which has to be what it
  # was. So the JVM is told of an open folder, which is called the same wherever it is.
  modules=$lib
  if [ -e /proc/self/fd ]; then
    exec 9<"$lib"
    modules=/proc/self/fd/9
  fi
  jars compiler "$modules"
  # shellcheck disable=SC2034
  module_path=$joined
fi
jars "$program" "$lib"
# shellcheck disable=SC2034
class_path=$joined

case ${PIPY_AOT:-} in
  record | create) run_java become "$PIPY_AOT" "$@" ;;
  *) run_java become use "$@" ;;
esac
