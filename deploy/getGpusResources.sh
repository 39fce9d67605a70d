#!/usr/bin/env bash
# Tells Spark which NVIDIA cards this machine has: the discovery script for
# spark.worker.resource.gpu.discoveryScript (standalone) and
# spark.executor.resource.gpu.discoveryScript (YARN, Kubernetes). Prints Spark's format,
#   {"name": "gpu", "addresses": ["0", "1"]}
# where an address is the index that nvidia-smi gives the card. CUDA counts in the same order where
# CUDA_DEVICE_ORDER is PCI_BUS_ID, which Diffrep sets for executors whose tasks ask for a card.
set -euo pipefail

command -v nvidia-smi >/dev/null || {
  echo "getGpusResources.sh: nvidia-smi is not on the PATH of this machine: install the driver from NVIDIA, or set no amount of spark.worker.resource.gpu here." >&2
  exit 1
}
# Captured first, so that its failure is not taken for a machine without cards.
indexes=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=$(sed -n 's/^[[:space:]]*\([0-9]\{1,\}\)[[:space:]]*$/"\1"/p' <<<"$indexes" | paste -sd, -)
echo "{\"name\": \"gpu\", \"addresses\": [${addresses//,/, }]}"
