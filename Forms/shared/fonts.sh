# Sourced. Fonts of Debian's packages.

font_folders=(/usr/share/fonts /usr/share/texmf/fonts "$HOME/.local/share/fonts" "$HOME/Library/Fonts" /Library/Fonts)

find_font() { find -L "${font_folders[@]}" -name "$1" -print -quit 2>/dev/null; }

install_font() { # package
  command -v apt-get >/dev/null || { echo "forms: there is no apt-get; please install the font of Debian's $1" >&2; return 1; }
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "forms: installing needs root; run as root: apt-get install $1" >&2; return 1; }
    as_root=(sudo)
  fi
  echo "forms: installing $1 with apt-get" >&2
  "${as_root[@]}" apt-get update -qq >/dev/null \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

# Prints the path of a font file; installs the package that holds it where the file is not there.
font_file() { # package, file
  local path
  path=$(find_font "$2")
  if [ -z "$path" ]; then
    install_font "$1" || return 1
    path=$(find_font "$2")
  fi
  [ -n "$path" ] || { echo "forms: $1 is installed, but there is no $2" >&2; return 1; }
  echo "$path"
}
