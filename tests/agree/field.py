#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The random field of a hazard decision from nothing but its definition in docs/mathematics.md. Standard library only."""
import hashlib
import math
import sys

WORD = (1 << 64) - 1
ROTATIONS = ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32))


def threefry(key, counter):
    """Threefry4x64-20 of Salmon et al. 2011."""
    k = (*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1] ^ key[2] ^ key[3])
    x = [(c + k[i]) & WORD for i, c in enumerate(counter)]
    for r in range(20):
        for (a, b), n in zip(((0, 1), (2, 3)) if r % 2 == 0 else ((0, 3), (2, 1)), ROTATIONS[r % 8]):
            x[a] = (x[a] + x[b]) & WORD
            x[b] = ((x[b] << n | x[b] >> 64 - n) & WORD) ^ x[a]
        if r % 4 == 3:
            x = [(x[i] + k[(r // 4 + 1 + i) % 5] + (r // 4 + 1 if i == 3 else 0)) & WORD for i in range(4)]
    return x


def uniform(word):
    return ((word >> 12) + 0.5) * 2.0**-52


def stream(name):
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def mix(a, b):
    def f(x):
        for m in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            x = (x ^ x >> 33) * m & WORD
        return x ^ x >> 33
    return f(f(a + 0x9E3779B97F4A7C15 & WORD) + b & WORD)


def base_height(rate):
    fraction, exponent = math.frexp(rate)
    return math.ldexp(math.ceil(fraction * 256), exponent - 8)


def points(seed, replication, name, base, strip, horizon):
    """(time, height, identity) of the points of one strip before the horizon."""
    key, height = (seed, replication, stream(name), 0), base * 2.0 ** max(strip - 1, 0)
    low, cell = height if strip else 0.0, 0
    while cell * 64 / height < horizon:
        tau, i = 0.0, 0
        while True:
            w = threefry(key, (i // 2, cell, strip, 1))
            tau -= math.log(uniform(w[i % 2 * 2]))
            if tau >= 64 or (cell * 64 + tau) / height >= horizon:
                break
            yield (cell * 64 + tau) / height, low + height * uniform(w[i % 2 * 2 + 1]), mix(mix(key[2], strip), mix(cell, i))
            i += 1
        cell += 1


if __name__ == "__main__":  # field.py SEED REPLICATION NAME RATE STRIP HORIZON
    for time, height, identity in points(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], base_height(float(sys.argv[4])),
                                         int(sys.argv[5]), float(sys.argv[6])):
        print(repr(time), repr(height), identity)
