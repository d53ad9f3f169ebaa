#!/usr/bin/env python3
"""The same networks and workloads as ../Networks.cs and ../Workloads.cs, in PyTorch.

Usage: pytorch.py train|infer|latency|epoch|peak|version NETWORK [--seconds S] [--threads N]
(Debian: apt-get install python3-torch libopenblas0-openmp; run with /usr/bin/python3)
"""
import argparse
import gzip
import os
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

IMAGES = 12_800


def lenet(act, pool):
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), act(), pool(2), nn.Conv2d(6, 16, 5), act(), pool(2), nn.Flatten(),
                         nn.Linear(400, 120), act(), nn.Linear(120, 84), act(), nn.Linear(84, 10))


def practical3():
    return nn.Sequential(nn.Conv2d(1, 25, 12, stride=2), nn.ReLU(), nn.Conv2d(25, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(1024, 1024), nn.ReLU(), nn.Dropout(0.2), nn.Linear(1024, 10))


def tiny9682():
    return nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.1), nn.Flatten(), nn.Linear(784, 10))


def mlp20():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.Sigmoid(), nn.Linear(20, 10))


def model1():
    return nn.Sequential(nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
                         nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1568, 128), nn.Sigmoid(), nn.Linear(128, 10))


def model3():
    return nn.Sequential(nn.Conv2d(1, 16, 7, padding=3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(),
                         nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1568, 256), nn.Sigmoid(), nn.Linear(256, 128), nn.Sigmoid(),
                         nn.Linear(128, 10))


def light11907():
    return nn.Sequential(nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.ZeroPad2d((1, 2, 1, 2)),
                         nn.Conv2d(32, 16, 4), nn.ReLU(), nn.MaxPool2d(2), nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(16, 9, 2), nn.ReLU(),
                         nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9, 128), nn.Sigmoid(), nn.Linear(128, 10))


def adam(lr):
    return lambda p: torch.optim.Adam(p, lr=lr)


def sgd(lr):
    return lambda p: torch.optim.SGD(p, lr=lr)


# name: build, optimizer, batch, threads at most, channels_last when training
NETWORKS = {
    "lenet-tanh": (lambda: lenet(nn.Tanh, nn.AvgPool2d), adam(1e-3), 128, 99, True),
    "lenet-relu": (lambda: lenet(nn.ReLU, nn.MaxPool2d), adam(1e-3), 128, 99, True),
    "practical3": (practical3, adam(1e-4), 64, 99, False),
    "tiny9682": (tiny9682, adam(1e-3), 128, 99, True),
    "mlp20": (mlp20, sgd(0.5), 200, 1, False),
    "model1": (model1, sgd(0.05), 100, 99, True),
    "model3": (model3, sgd(0.05), 100, 99, True),
    "light11907": (light11907, sgd(0.05), 100, 99, True),
}


def per_second(action, seconds):
    """Calls a second: the median of ten equal spans after a warm-up."""
    start = time.perf_counter()
    while time.perf_counter() - start < max(0.5, 0.3 * seconds):
        action()
    rates = []
    for _ in range(10):
        start = time.perf_counter()
        calls = 0
        while True:
            action()
            calls += 1
            elapsed = time.perf_counter() - start
            if elapsed >= seconds / 10:
                break
        rates.append(calls / elapsed)
    rates.sort()
    return (rates[4] + rates[5]) / 2


def build(name, channels_last):
    model = NETWORKS[name][0]()
    return model.to(memory_format=torch.channels_last) if channels_last else model


def train(name, seconds, channels_last):
    _, make_optimizer, batch, _, _ = NETWORKS[name]
    torch.manual_seed(1)
    images, labels = torch.rand(IMAGES, 1, 28, 28), torch.randint(10, (IMAGES,))
    model = build(name, channels_last)
    optimizer = make_optimizer(model.parameters())
    order = torch.randperm(IMAGES)
    state = {"next": 0}

    def step():
        at = state["next"] % (IMAGES // batch) * batch
        state["next"] += 1
        chosen = order[at:at + batch]
        x, y = images.index_select(0, chosen), labels.index_select(0, chosen)
        if channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    return batch * per_second(step, seconds)


def forward(name, batch, seconds):
    """Frozen and optimised by torch.jit, which is PyTorch at its best for inference."""
    model = build(name, False).eval()
    x = torch.rand(batch, 1, 28, 28)
    with torch.no_grad():
        frozen = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, x)))
        for _ in range(3):
            frozen(x)
        return per_second(lambda: frozen(x), seconds)


def idx(name, header):
    folder = os.environ["DIGITLAB_DATA"]
    with gzip.open(os.path.join(folder, name + ".gz")) as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


def first_epoch(name, channels_last):
    """Seconds from the start of the process to the end of the first epoch over MNIST."""
    _, make_optimizer, batch, _, _ = NETWORKS[name]
    images = idx("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float() / 255
    labels = idx("train-labels-idx1-ubyte", 8).long()
    torch.manual_seed(1)
    model = build(name, channels_last)
    optimizer = make_optimizer(model.parameters())
    order = torch.randperm(len(labels))
    for at in range(0, len(labels), batch):
        chosen = order[at:at + batch]
        x, y = images.index_select(0, chosen), labels.index_select(0, chosen)
        if channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    print(f"peak resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB", file=sys.stderr)
    with open("/proc/self/stat") as file:
        started = int(file.read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    with open("/proc/uptime") as file:
        return float(file.read().split()[0]) - started


def peak(seconds):
    a, b = torch.rand(2048, 2048), torch.rand(2048, 2048)
    return 2 * 2048**3 * per_second(lambda: torch.mm(a, b), seconds) / 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["train", "infer", "latency", "first-epoch", "peak", "version"])
    parser.add_argument("network", nargs="?", default="")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", type=int, default=None)
    options = parser.parse_args()
    name = options.network
    limit = NETWORKS[name][3] if name else 99
    torch.set_num_threads(min(options.threads, limit) if options.what != "latency" else 1)
    layout = NETWORKS[name][4] if name else False
    if options.channels_last is not None:
        layout = bool(options.channels_last)
    if options.what == "version":
        print(f"PyTorch {torch.__version__}, mkldnn {torch.backends.mkldnn.is_available()}")
    elif options.what == "peak":
        print(f"gemm peak {peak(options.seconds):.1f} GFLOP/s")
    elif options.what == "train":
        print(f"{name} train {train(name, options.seconds, layout):.1f} samples/s")
    elif options.what == "first-epoch":
        print(f"{name} first-epoch {first_epoch(name, layout):.2f} s")
    elif options.what == "infer":
        print(f"{name} infer {1000 * forward(name, 1000, options.seconds):.1f} samples/s")
    else:
        print(f"{name} latency {1e6 / forward(name, 1, options.seconds):.2f} us")


main()
