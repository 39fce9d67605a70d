"""The reference network in PyTorch: the peer that `jobs/bench train` and `encode-forward` are held against.

Layer by layer what io.diffrep.bench.ReferenceNetwork is: a static encoder with a pooled head and a FiLM U-Net
on 32x32x3, 1.03 GFLOP forward, 1.95 M parameters. Prints one JSON line per mode: images per second of the median
training step (forward, mean squared error, backward, Adam) and of the median forward pass of the encoder.

  python reference.py --modes eager,eager_cl,eager_bf16

Modes are words joined by `_`: eager or compile, cl (channels_last), bf16 (autocast).
"""
import argparse
import json
import statistics
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

EMBEDDING, CODE, BASE, MULTIPLES = 128, 64, 64, (1, 2, 2)


class Block(nn.Module):
    def __init__(self, inputs, outputs, film):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm2 = nn.GroupNorm(8, outputs, affine=not film)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.film = nn.Linear(EMBEDDING, 2 * outputs) if film else None
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, embedding=None):
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        if embedding is not None:
            scale, shift = self.film(embedding)[:, :, None, None].chunk(2, 1)
            h = h * (scale + 1) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        channels = BASE // 2
        self.first = nn.Conv2d(3, channels, 3, padding=1)
        self.blocks, self.down = nn.ModuleList(), nn.ModuleList()
        for i in range(3):
            self.blocks.append(Block(channels, (BASE // 2) << i, False))
            channels = (BASE // 2) << i
            if i < 2:
                self.down.append(nn.Conv2d(channels, channels, 3, stride=2, padding=1))
        self.head = nn.Linear(channels, CODE)

    def forward(self, x):
        h = self.first(x)
        for i in range(3):
            h = self.blocks[i](h)
            if i < 2:
                h = self.down[i](h)
        return self.head(h.mean((2, 3)))


class ScoreNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.noise, self.code = nn.Linear(32, EMBEDDING), nn.Linear(CODE, EMBEDDING)
        self.embedding = nn.Linear(EMBEDDING, EMBEDDING)
        channels, skips = BASE, []
        self.first = nn.Conv2d(3, BASE, 3, padding=1)
        self.downs, self.halves, self.ups = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for level, multiple in enumerate(MULTIPLES):
            self.downs.append(Block(channels, BASE * multiple, True))
            channels = BASE * multiple
            if level < 2:
                skips.append(channels)
                self.halves.append(nn.Conv2d(channels, channels, 3, stride=2, padding=1))
        for level in (1, 0):
            self.ups.append(Block(channels + skips.pop(), BASE * MULTIPLES[level], True))
            channels = BASE * MULTIPLES[level]
        self.norm, self.last = nn.GroupNorm(8, channels), nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, x, log_rho, code, frequencies):
        angles = log_rho @ frequencies
        features = torch.cat([angles.sin(), angles.cos()], 1)
        embedding = F.silu(self.embedding(F.silu(self.noise(features) + self.code(code))))
        h, skips = self.first(x), []
        for level in range(3):
            h = self.downs[level](h, embedding)
            if level < 2:
                skips.append(h)
                h = self.halves[level](h)
        for level in range(2):
            h = torch.cat([F.interpolate(h, scale_factor=2), skips.pop()], 1)
            h = self.ups[level](h, embedding)
        return self.last(F.silu(self.norm(h)))


def measure(mode, batch, steps, warm_up):
    words = mode.split("_")
    torch.manual_seed(1)
    encoder, score = Encoder(), ScoreNetwork()
    image, noisy, target = (torch.randn(batch, 3, 32, 32) for _ in range(3))
    log_rho, frequencies = torch.randn(batch, 1), torch.randn(1, 16)
    if "cl" in words:
        encoder, score = (net.to(memory_format=torch.channels_last) for net in (encoder, score))
        image, noisy = (x.to(memory_format=torch.channels_last) for x in (image, noisy))
    parameters = list(encoder.parameters()) + list(score.parameters())
    adam = torch.optim.Adam(parameters, 2e-4)
    whole = lambda: score(noisy, log_rho, encoder(image), frequencies)
    forward, encode = (torch.compile(whole), torch.compile(encoder)) if "compile" in words else (whole, encoder)
    precision = lambda: torch.autocast("cpu", torch.bfloat16, enabled="bf16" in words)

    def training_step():
        adam.zero_grad()
        with precision():
            prediction = forward()
        ((prediction.float() - target) ** 2).mean().backward()
        adam.step()

    def encoder_step():
        with torch.no_grad(), precision():
            encode(image)

    def images_per_second(step, repeats):
        seconds = []
        for _ in range(repeats + warm_up):
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
        return round(batch / statistics.median(seconds[warm_up:]), 1)

    return {
        "mode": mode,
        "parameters": sum(p.numel() for p in parameters),
        "train": images_per_second(training_step, steps),
        "encode-forward": images_per_second(encoder_step, 20 * steps),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", default="eager,eager_cl,compile_cl,eager_bf16,eager_cl_bf16,compile_cl_bf16")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--warm-up", type=int, default=4)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for name in arguments.modes.split(","):
        try:
            print(json.dumps(measure(name, arguments.batch, arguments.steps, arguments.warm_up)), flush=True)
        except Exception as error:  # A mode that this build lacks is reported; the others still run.
            print(json.dumps({"mode": name, "error": str(error)[:200]}), flush=True)
