"""Two hosts with a network between them, on one machine: network namespaces, each with a name of its own.

    with TwoHosts() as hosts:
        hosts.mpirun("-n", "2", program, …)

Needs root and Debian's iproute2; `obstacle()` says what is missing.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

ADDRESSES = ["10.77.0.1", "10.77.0.2"]
NETWORK = "10.77.0.0/24"


def obstacle():
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "there is no ip; on Debian it is in iproute2"
    probe = f"proximal-probe-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if made.returncode != 0:
        return f"this machine allows no network namespace: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return None


class TwoHosts:
    def __enter__(self):
        self.names = [f"proximal-{os.getpid()}-{letter}" for letter in "ab"]
        self.folder = tempfile.TemporaryDirectory()
        links = [f"pr{os.getpid() % 100_000}{letter}" for letter in "ab"]
        for name in self.names:
            self.ip("netns", "add", name)
        self.ip("link", "add", links[0], "type", "veth", "peer", "name", links[1])
        for name, link, address in zip(self.names, links, ADDRESSES):
            self.ip("link", "set", link, "netns", name)
            self.ip("-n", name, "addr", "add", f"{address}/24", "dev", link)
            self.ip("-n", name, "link", "set", link, "up")
            self.ip("-n", name, "link", "set", "lo", "up")
        self.write_agent()
        return self

    def __exit__(self, *_):
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)
        self.folder.cleanup()

    @staticmethod
    def ip(*arguments):
        subprocess.run(["ip", *arguments], check=True)

    def write_agent(self):
        """Stands where ssh would: mpirun calls it with a host and a command."""
        cases = "".join(f"{a}) name={n} ;; " for a, n in zip(ADDRESSES, self.names))
        self.agent = pathlib.Path(self.folder.name, "agent")
        self.agent.write_text(
            "#!/bin/bash\n"
            f"case $1 in {cases}esac\n"
            "shift\n"
            'exec ip netns exec $name unshare --uts bash -c "hostname $name; $*"\n'
        )
        self.agent.chmod(0o755)

    def mpirun(self, *arguments, **options):
        """mpirun on the first host, for programs on both, over TCP alone."""
        start = [
            "mpirun", "--mca", "plm_rsh_agent", str(self.agent),
            "--host", ",".join(f"{address}:4" for address in ADDRESSES), "--map-by", "node",
            "--bind-to", "none", "--mca", "btl", "tcp,self", "--mca", "mpi_yield_when_idle", "1",
            "--mca", "btl_tcp_if_include", NETWORK, "--mca", "oob_tcp_if_include", NETWORK,
        ]
        first = f'hostname {self.names[0]}; exec "$@"'
        return subprocess.run(
            ["ip", "netns", "exec", self.names[0], "unshare", "--uts", "bash", "-c", first, "-",
             *start, *map(str, arguments)],
            capture_output=True, text=True, **options,
        )
