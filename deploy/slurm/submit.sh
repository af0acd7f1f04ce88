#!/usr/bin/env bash
# Explores on a Slurm cluster: an array of tasks, and one that merges their results.
#   deploy/slurm/submit.sh TASKS OUT SEEDS [options of explore...]
# OUT is a folder that all nodes share. SIM says how to start the program on them (default: dotnet src/Sim/bin/Release/net10.0/Sim.dll).
# Prints the numbers of both jobs. Options of sbatch, such as a partition: in SBATCH_PARTITION and its like.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '3,4s/^# *//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
tasks=$1 out=$(realpath -m "$2")
shift 2
mkdir -p "$out"
export SIM=${SIM:-dotnet $(realpath "$here/../../src/Sim/bin/Release/net10.0/Sim.dll")}
array=$(sbatch --parsable --array="1-$tasks" --output="$out/task-%a.txt" "$here/explore.sbatch" "$out" "$tasks" "$@")
merge=$(sbatch --parsable --dependency="afterany:$array" --output="$out/merge.txt" "$here/merge.sbatch" "$out" "$tasks")
echo "explore $array"
echo "merge $merge"
