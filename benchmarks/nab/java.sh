# For the scripts beside it, which have set "here": builds what is missing, and runs our classes.
# shellcheck shell=sh disable=SC2154
home=${here%/benchmarks/nab}
"$home/cauce" --version >/dev/null || exit 1 # builds it if it is missing or old
classes=$home/benchmarks/target/classes
if [ ! -d "$classes" ] || [ -n "$(find "$home/benchmarks/src/main" -type f -newer "$classes" -print | head -n 1)" ]; then
  echo "Building the benchmarks ..." >&2
  (cd "$home" && mvn -q -B -Dstyle.color=never -pl benchmarks -am compile </dev/null >&2) || exit 1
  touch "$classes"
fi

java_of_nab() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classes:$home/pipelines/target/cauce.jar" "$@"
}
