#!/usr/bin/env python3
"""Diffrep's engine and PyTorch on the same network, one after the other and again, on one core of this machine.

  src/bench/compare.py --python VENV/bin/python [--rounds 3] [--isa avx2]

The interpreter needs PyTorch (pip install torch). First every mode of PyTorch runs once; then, round after round,
Diffrep in both precisions and PyTorch's best modes. The table holds medians over the rounds (each itself the median
of many steps), and their ratios: single precision against the best fp32 mode, mixed against the best bf16 mode. The
last line is the same as JSON. With --isa avx2 both are held to what a processor without AVX-512 runs; there mixed
precision is left out, since it has no instructions for bfloat16.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# One thread and, where the C library has them, huge pages, for both.
ENVIRONMENT = {
    **os.environ,
    "OMP_NUM_THREADS": "1",
    "GLIBC_TUNABLES": os.environ.get("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"),
}
# oneDNN by its two names, and PyTorch's own kernels and those that its compiler writes.
AVX2 = {"DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
NAMES = ("train", "encode-forward")


def output(command):
    run = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"{command} failed:\n{run.stderr}")
    return run.stdout.strip().splitlines()


def pytorch(python, modes, steps):
    script = ROOT / "src/bench/pytorch/reference.py"
    lines = output([python, str(script), "--modes", ",".join(modes), "--steps", str(steps)])
    results = [json.loads(line) for line in lines]
    for result in results:
        print("  pytorch", result, flush=True)
    return {result["mode"]: result for result in results if "error" not in result}


def diffrep(precision, steps):
    result = {}
    for name, count in (("train", steps), ("encode-forward", 20 * steps)):
        command = [str(ROOT / "jobs/bench"), name, "--precision", precision, "--steps", str(count)]
        result[name] = json.loads(output(command)[-1])["images-per-second"]
    print("  diffrep", precision, {name: round(value, 1) for name, value in result.items()}, flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="interpreter that has PyTorch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--modes", default="eager,eager_cl,compile_cl,eager_bf16,eager_cl_bf16,compile_cl_bf16")
    parser.add_argument("--isa", choices=["avx2"], help="hold both to these instructions")
    arguments = parser.parse_args()
    modes = arguments.modes.split(",")
    if arguments.isa == "avx2":
        ENVIRONMENT.update(AVX2)
        modes = [mode for mode in modes if "bf16" not in mode]

    print("every mode of PyTorch once")
    all_modes = pytorch(arguments.python, modes, arguments.steps)
    kinds = {
        "single": [mode for mode in all_modes if "bf16" not in mode],
        "mixed": [mode for mode in all_modes if "bf16" in mode],
    }
    kinds = {precision: fitting for precision, fitting in kinds.items() if fitting}
    best = {
        (precision, name): max(fitting, key=lambda mode: all_modes[mode][name])
        for precision, fitting in kinds.items()
        for name in NAMES
    }
    measured = {}
    for i in range(arguments.rounds):
        print(f"round {i + 1} of {arguments.rounds}")
        peers = pytorch(arguments.python, sorted(set(best.values())), arguments.steps)
        for precision in kinds:
            ours = diffrep(precision, arguments.steps)
            for name in NAMES:
                pair = (ours[name], peers[best[precision, name]][name])
                measured.setdefault((precision, name), []).append(pair)
    report = []
    print(f"{'':24}{'Diffrep':>10}{'PyTorch':>10}  {'best mode':<18}{'ratio':>6}")
    for (precision, name), pairs in measured.items():
        ours, theirs = (statistics.median(side) for side in zip(*pairs))
        ratios = [a / b for a, b in pairs]
        mode = best[precision, name]
        print(f"{name + ', ' + precision:24}{ours:>10.1f}{theirs:>10.1f}  {mode:<18}{ours / theirs:>6.2f}")
        report.append(
            {
                "name": name,
                "precision": precision,
                "diffrep": ours,
                "pytorch": theirs,
                "mode": mode,
                "ratio": ours / theirs,
                "ratios": ratios,
            }
        )
    print(json.dumps(report))


if __name__ == "__main__":
    main()
