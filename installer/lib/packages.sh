# SPDX-License-Identifier: Apache-2.0
# Debian packages: what is missing is installed; where nothing is missing, apt is not even asked.

installed() { [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

# missing_packages LIST...: the lines of dependencies/packages/LIST.list of which no alternative is installed.
missing_packages() {
  local list line name found
  for list in "$@"; do
    while read -r line; do
      found=
      for name in ${line//|/ }; do
        if installed "$name"; then found=1; fi
      done
      if [[ -z $found ]]; then echo "$line"; fi
    done < <(rows "$lathe_installer/dependencies/packages/$list.list")
  done
}

# Of a|b the one that this system's package index offers; the first where none is.
choose_package() {
  local name
  for name in ${1//|/ }; do
    if apt-cache policy "$name" 2>/dev/null | grep -qE 'Candidate: [^(]'; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# install_packages LIST...: with apt-get, as root or through sudo.
install_packages() {
  local missing line names=()
  begin "Packages: $*" "Look at the log's end; is the package mirror reachable, and is no other apt running?"
  missing=$(missing_packages "$@")
  if [[ -z $missing ]]; then
    detail "All are installed."
    return
  fi
  command -v apt-get >/dev/null || fail "This system has no apt-get; missing: ${missing//$'\n'/ }." \
    "Install these by this system's own means (docs/building.md), or use Debian 12, 13 or Ubuntu 24.04."
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || fail "Missing packages, and this user is neither root nor has sudo." \
      "As root: apt-get install --no-install-recommends ${missing//$'\n'/ }"
    if [[ -n ${CI:-} ]]; then
      sudo -n true || fail "sudo would ask for a password, and with CI set nothing asks." "Run as root, or allow sudo without a password."
    else
      sudo -v || fail "sudo did not let this user in." "Run as root, or as a user who may use sudo."
    fi
  fi
  logged apt_update || detail "The package lists could not be brought up to date; going on with what is there."
  for line in $missing; do names+=("$(choose_package "$line")"); done
  detail "Installing ${#names[@]} packages and what they need: ${names[*]}"
  if ! logged apt_install "${names[@]}"; then
    log_tail
    fail "apt-get could not install: ${names[*]}." \
      "Try by hand: apt-get install ${names[*]}. On Ubuntu the component 'universe' is needed."
  fi
}

apt_update() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update; }
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
    -o Dpkg::Options::=--force-confold install --no-install-recommends "$@"
}
