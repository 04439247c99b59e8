# Read by the other scripts with `.` (after steps.sh): configures a build folder of this tree.

# True when $2 was configured for the tree $1 by Ninja; a copied or moved tree brings a folder that
# was not, and another generator could not be changed in place.
build_is_ours() {
    [ -f "$2/build.ninja" ] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$1" "$2/CMakeCache.txt" 2>/dev/null
}

# build_configure ROOT FOLDER PRESET [cmake options…]: leaves a configured folder as it is, with the
# options somebody chose there; Ninja configures again by itself when a CMake file has changed.
build_configure() {
    build_root=$1
    build_folder=$1/$2
    build_preset=$3
    shift 3
    mkdir -p "$build_folder" 2>/dev/null && [ -w "$build_folder" ] || {
        echo "The folder $build_folder cannot be written by $(id -un). Nothing was changed." \
            "Remove it, or run this as its owner." >&2
        return 1
    }
    build_is_ours "$build_root" "$build_folder" && [ $# -eq 0 ] && return 0
    set -- --preset "$build_preset" "$@"
    build_is_ours "$build_root" "$build_folder" || set -- --fresh "$@"
    (cd "$build_root" && step "Configuring $(basename "$build_folder")/" cmake "$@")
}
