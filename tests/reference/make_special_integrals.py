#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/special_integrals.csv: Owen's T, Lambert's W, Dawson's and the exponential integrals, differences
of digamma, the hypergeometric function, the zeta function's derivative by its exponent, the von Mises distribution
function and the upper inverses of the incomplete functions, by mpmath.

    python3 tests/reference/make_special_integrals.py [tests/data/special_integrals.csv]

Columns as in incomplete_gamma.csv. Integrals without a closed form are Gauss-Legendre sums over pieces at 50 digits.
"""
import random
import struct
import sys

import mpmath as mp

random.seed(20240407)
mp.mp.dps = 50


def pieces(low, high, scale, count=10):
    """Points from low to high, geometric on the scale where the integrand changes."""
    points = [low] + [low + scale * k for k in range(1, count) if low + scale * k < high]
    return points + ([high] if low + scale * (count + 20) > high else [low + scale * (count + 10)])


def owens_t(h, a):
    end = min(a, 16 / h)
    points = [end * mp.mpf(2) ** -k for k in range(12, -1, -1)]
    inner = mp.quad(lambda t: mp.exp(-h * h * t * t / 2) / (1 + t * t), [0] + points)
    value = inner * mp.exp(-h * h / 2) / (2 * mp.pi)
    by_h = -mp.exp(-h * h / 2) / mp.sqrt(2 * mp.pi) * mp.erf(a * h / mp.sqrt(2)) / 2
    by_a = mp.exp(-h * h * (1 + a * a) / 2) / (2 * mp.pi * (1 + a * a))
    return value, (abs(h * by_h) + abs(a * by_a)) / value


def one_argument(f):
    def value_and_condition(x):
        value = f(x)
        return value, abs(x * mp.diff(f, x, h=abs(x) * mp.mpf(10) ** -18) / value)
    return value_and_condition


def two_arguments(f):
    def value_and_condition(x, y):
        value, h = f(x, y), mp.mpf(10) ** -16
        with mp.workdps(70):
            moves = [(f(x * (1 + h), y) - f(x * (1 - h), y)) / (2 * h), (f(x, y * (1 + h)) - f(x, y * (1 - h))) / (2 * h)]
        return value, sum(map(abs, moves)) / abs(value)
    return value_and_condition


def von_mises(x, k):
    """The probability below x < 0, its derivative by k over the density, and the condition number of each."""
    def density(t):
        return mp.exp(k * (mp.cos(t) - mp.cos(x)))
    scale = min(1 / mp.sqrt(k), 1 / (k * mp.sin(-x) + mp.mpf(10) ** -10)) * 3
    points = pieces(-x, mp.pi, scale, 40)
    tail, moment = mp.quad(density, points), mp.quad(lambda t: mp.cos(t) * density(t), points)
    i0, i1 = mp.besseli(0, k), mp.besseli(1, k)
    at_x = mp.exp(k * mp.cos(x)) / (2 * mp.pi * i0)
    slope = moment - i1 / i0 * tail
    cond = (abs(x) / tail + abs(k * slope) / tail)
    # The slope over the density moves with x as the tail does, and no less than by 1.
    second = abs(x * (mp.cos(x) - i1 / i0)) / abs(slope) + abs(x * k * mp.sin(x)) + abs(k * (mp.cos(x) - 1))
    yield "von_mises_cdf", tail * at_x, cond
    yield "von_mises_cdf_gradient_concentration", slope * at_x, cond + second
    yield "von_mises_implicit_gradient", -slope, cond + second


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def power(low, high):
    return float32(10 ** random.uniform(low, high))


def single_cases():
    branch = [float32(-0.3678794), -0.3678794411714423, -0.36787, -0.36, -0.3, -0.2, -0.05, 0.999, 1.0, 2.718281828]
    for x in branch + [power(-6, 0) for _ in range(10)] + [power(0, 30) for _ in range(15)] + \
            [-0.36787944 + 10 ** -k for k in range(1, 9)]:
        yield "lambertw", one_argument(lambda t: mp.lambertw(t).real), (x,)
    for x in [power(-4, 2) for _ in range(40)] + [0.5, 3.0, 6.9999, 7.0, 7.0001, 1e10]:
        yield "dawsn", one_argument(lambda t: mp.exp(-t * t) * mp.erfi(t) * mp.sqrt(mp.pi) / 2), (x,)
    for x in [power(-4, 2.5) for _ in range(40)] + [0.999, 1.0, 1.001, 0.3725, 0.37250741, 0.3725074107813666, 0.25,
                                                    0.6, 39.9999, 40.0, 700.0]:
        yield "exponential_integral_e1", one_argument(mp.e1), (x,)
        yield "expint", one_argument(mp.ei), (x,)
        yield "expint", one_argument(mp.ei), (-x,)


def double_cases():
    for _ in range(50):
        yield "owens_t", owens_t, (power(-2, 1.2), power(-2, 2))
    for h, a in [(1e-9, 0.5), (3.0, 1.0), (2.0, 1.0000001), (20.0, 0.3), (0.5, 1e8)]:
        yield "owens_t", owens_t, (h, a)
    for _ in range(60):
        yield "digamma_difference", two_arguments(lambda a, b: mp.digamma(a) - mp.digamma(a + b)), \
            (power(-3, 8), power(-8, 8))
    for _ in range(40):
        yield "zeta_gradient_s", two_arguments(lambda s, q: mp.zeta(s, q, 1)), \
            (float32(1 + 10 ** random.uniform(-2, 1.3)), power(-1, 2))


def hypergeometric_cases():
    """At parameters within 20; for z < -1 with c above a and b, which is where accuracy is promised."""
    for i in range(70):
        a, b, c = (float32(random.uniform(-4 if i % 2 else 0.1, 10)) for _ in range(3))
        z = float32(random.uniform(-1, 0.9)) if i % 4 else float32(random.choice([-30.0, -3.0, 0.95, 0.99]))
        c = float32(max(a, b, 0) + abs(c)) if z < -1 else abs(c)
        yield "hyp2f1", (a, b, c, z), *with_condition(mp.hyp2f1, (a, b, c, z))


def with_condition(f, arguments, digits=16):
    """The value, and the sum of |x f'(x) / f(x)|, by differences of 10^-digits."""
    arguments, h = tuple(map(mp.mpf, arguments)), mp.mpf(10) ** -digits
    value, moves = f(*arguments), 0
    for at in range(len(arguments)):
        up, down = list(arguments), list(arguments)
        up[at] += h * abs(arguments[at])
        down[at] -= h * abs(arguments[at])
        moves += abs((f(*up) - f(*down)) / (2 * h))
    return value, moves / abs(value)


def hypergeometric_gradients():
    """At the same kind of parameters, 0 and whole ones among them."""
    def slope(at):
        def f(*arguments):
            with mp.workdps(80):
                up, down, h = list(arguments), list(arguments), mp.mpf(10) ** -30
                up[at] += h
                down[at] -= h
                return (mp.hyp2f1(*up) - mp.hyp2f1(*down)) / (2 * h)
        return f
    generator = random.Random(20241130)
    for i in range(60):
        a, b, c = (float32(generator.uniform(-4 if i % 2 else 0.1, 10)) for _ in range(3))
        if i % 5 == 0:
            a = float(round(a))
        z = float32(generator.uniform(-1, 0.9)) if i % 4 else generator.choice([-30.0, -3.0, 0.95, 0.99])
        z, c = float32(z), float32(max(a, b, 0) + abs(c)) if z < -1 else abs(c)
        for name, at in (("hyp2f1_gradient_a", 0), ("hyp2f1_gradient_c", 2)):
            value = slope(at)(*map(mp.mpf, (a, b, c, z)))
            if value != 0:
                yield name, (a, b, c, z), *with_condition(slope(at), (a, b, c, z), 12)


def inverse_cases():
    """Upper inverses of the incomplete functions: the root, and how it moves."""
    def inverse(upper, parameters, start):
        probability = min(upper(*parameters, start), mp.mpf("0.99"))
        q = mp.mpf(float32(probability) if probability > mp.mpf(10) ** -30 else float(probability))
        x, h = start, mp.mpf(10) ** -18
        for _ in range(30):  # Newton's method
            slope = (upper(*parameters, x * (1 + h)) - upper(*parameters, x * (1 - h))) / (2 * h)
            step = (upper(*parameters, x) - q) / slope
            x *= 1 - max(min(step, mp.mpf("0.2")), -mp.mpf("0.2"))
        assert abs(upper(*parameters, x) / q - 1) < mp.mpf(10) ** -40
        moves = abs(q / slope)
        for at in range(len(parameters)):
            up, down = list(parameters), list(parameters)
            up[at] *= 1 + h
            down[at] *= 1 - h
            moves += abs((upper(*up, x) - upper(*down, x)) / (2 * h) / slope)
        return parameters + (q,), x, moves
    for _ in range(30):
        a, b = power(-0.5, 1.5), power(-0.5, 1.5)
        x = a * 10 ** mp.mpf(random.uniform(-0.5, 0.7))
        yield "igammacinv", *inverse(lambda s, t: mp.gammainc(s, t, mp.inf, regularized=True), (mp.mpf(a),), x)
        x = a / (a + b) * mp.mpf(random.uniform(0.6, 1))
        yield "betainccinv", *inverse(lambda s, t, u: mp.betainc(t, s, 0, 1 - u, regularized=True),
                                      (mp.mpf(a), mp.mpf(b)), x)


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/special_integrals.csv"
    rows = []
    for name, f, arguments in list(single_cases()) + list(double_cases()):
        value, cond = f(*map(mp.mpf, arguments))
        rows.append((name, arguments, value, cond))
    for i in range(50):
        k = power(-3, 8) if i % 2 else power(-1, 3)
        x = -power(-2, 0.497) if i % 3 else -min(3.1, float32(abs(random.gauss(0, 2)) / k ** 0.5))
        for name, value, cond in von_mises(mp.mpf(x), mp.mpf(k)):
            rows.append((name, (x, k), value, cond))
    rows += hypergeometric_cases()
    rows += hypergeometric_gradients()
    rows += [(name, tuple(map(float, arguments)), value, cond) for name, arguments, value, cond in inverse_cases()]
    lines = ["function,args,expected,cond,f32"]
    for name, arguments, value, cond in rows:
        if not mp.mpf(10) ** -290 < abs(value) < mp.mpf(10) ** 290:
            continue
        text = ";".join(f"{key}={a!r}" for key, a in zip("xyzw", arguments))
        is_float32 = all(a == float32(a) for a in arguments) and mp.mpf(10) ** -35 < abs(value) < mp.mpf(10) ** 35
        lines.append(f"{name},{text},{mp.nstr(value, 20)},{mp.nstr(cond, 3)},{int(is_float32)}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines) - 1, "rows")


if __name__ == "__main__":
    main()
