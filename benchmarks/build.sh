# For the scripts beside it, which have set "home": builds the classes of this module if they are missing
# or old, and sets "classpath" to what they need.
# shellcheck shell=sh disable=SC2034,SC2154
target=$home/benchmarks/target

# Whether $1 is missing or older than a file below the other arguments.
old() {
  made=$1
  shift
  [ ! -f "$made" ] || [ -n "$(find "$@" -name target -prune -o -type f -newer "$made" -print 2>/dev/null | head -n 1)" ]
}

# Builds $1, by Maven with the other arguments.
build() {
  echo "Building $1 ..." >&2
  shift
  (cd "$home" && mvn -q -B -Dstyle.color=never -DskipTests "$@" </dev/null >&2) || exit 1
}

if old "$target/test-classpath" "$home/pom.xml" "$home/benchmarks/pom.xml" "$home/benchmarks/src" \
  "$home/transforms/src" "$home/detectors-rcf/src" "$home/io/src"; then
  build "the benchmarks" -pl benchmarks -am process-test-classes
  touch "$target/test-classpath"
fi
classpath=$target/test-classes:$target/classes:$(cat "$target/test-classpath")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
