#!/bin/bash
# Double-click this file on a Mac (or run it on Linux): it makes HiveLedger's own Python environment in this folder and
# installs the add-in for this user.
cd "$(dirname "$0")" || exit 1

finish() {
    [ -t 0 ] && read -r -p "按回车键关闭 / press Enter to close " _
    exit "$1"
}

if [ ! -f bootstrap.py ]; then
    echo "请先把压缩包整个解压到一个文件夹，再双击里面的本文件。"
    echo "Please extract the whole archive into a folder first, then double-click this file there."
    finish 1
fi

fits='import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32)'
# The system's own python3 comes last: on a bare Mac it only offers to install Apple's developer tools.
for python in /Library/Frameworks/Python.framework/Versions/3.1[1-9]/bin/python3 python3.1{3,2,1} python3; do
    if "$python" -c "$fits" 2>/dev/null; then
        "$python" bootstrap.py install "$@"
        finish $?
    fi
done
echo "没有找到 Python 3.11 或更高版本（64 位）。请从 https://www.python.org/downloads/ 安装，然后再双击本文件。"
echo "Python 3.11 or later (64 bit) was not found. Install it from https://www.python.org/downloads/ and double-click this file again."
finish 1
