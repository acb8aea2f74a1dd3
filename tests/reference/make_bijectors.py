#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/bijectors.csv: values, logarithms of derivatives and the slopes of these, of the bijectors of
numbers, tails included, by mpmath at 60 digits.

    python3 tests/reference/make_bijectors.py [tests/data/bijectors.csv]

Columns: name as in tests/battery/bijector_reference_test.cc, x, y, log |dy/dx|, its derivative by x.
"""
import sys

import mpmath as mp

mp.mp.dps = 60
e, log, tanh, sinh, asinh, cosh = mp.exp, mp.log, mp.tanh, mp.sinh, mp.asinh, mp.cosh


def sigmoid(x):
    return 1 / (1 + e(-x))


def softplus(x):
    return mp.log1p(e(x))


def soft_clip(low, high, c):
    def p(v):
        return c * softplus(v / c)
    w = high - low
    return lambda x: high - p(w - p(x - low)) * w / p(w)


def softfloor(t):
    def f(x):
        n = mp.floor(x - mp.mpf(1) / 2)
        h = 1 / (2 * t)
        return n + (sigmoid((x - n - 1) / t) - sigmoid(-h)) / (sigmoid(h) - sigmoid(-h))
    return f


LINE = ['-600', '-40', '-3', '-0.5', '-1e-5', '1e-8', '0.25', '1', '2.75', '30', '650']
NEAR = ['-7', '-3', '-0.5', '-1e-5', '1e-8', '0.25', '1', '2.75', '6']
HALF = ['1e-200', '1e-9', '0.1', '0.75', '1', '3', '6', '25']
UNIT = ['1e-100', '1e-9', '0.1', '0.5', '0.75', '0.99', '0.9999999']
HUGE = ['-1e200', '-1e20', '-12', '-1', '1e-9', '0.5', '7', '1e15', '1e150']
M = mp.mpf
CASES = {
    'Tanh': (tanh, LINE),
    'Expm1': (mp.expm1, LINE),
    'Log1p': (mp.log1p, ['-0.999', '-0.5', '-1e-9', '1e-20', '0.3', '4', '1e10', '1e200']),
    'Softsign': (lambda x: x / (1 + abs(x)), LINE + ['1e100', '-1e100']),
    'Sinh': (sinh, LINE),
    'SinhArcsinh': (lambda x: sinh(M('0.5') * (asinh(x) + M('0.25'))), HUGE),
    'SinhArcsinhSkewed': (lambda x: sinh(asinh(x) + M('0.5')), HUGE),
    'NormalCDF': (mp.ncdf, ['-37', '-10', '-1', '-1e-5', '1e-8', '0.5', '3', '8']),
    'GumbelCDF': (lambda x: e(-e(-x)), ['-6', '-3', '-0.5', '1e-8', '1', '3', '30', '600']),
    'MoyalCDF': (lambda x: mp.erfc(e(-x / 2) / mp.sqrt(2)), ['-6', '-3', '-0.5', '1e-8', '1', '3', '30', '600']),
    'WeibullCDF': (lambda x: -mp.expm1(-(x / 2) ** M('1.5')), HALF),
    'RayleighCDF': (lambda x: -mp.expm1(-x * x / 2), ['1e-100', *HALF[1:]]),
    'FrechetCDF': (lambda x: e(-x ** M('-1.5')), ['0.02', '0.1', '0.75', '1', '3', '25', '1e20', '1e100']),
    'ShiftedGompertzCDF': (lambda x: -mp.expm1(-x / 2) * e(-3 * e(-x / 2)), ['1e-200', '1e-9', '0.1', '1', '3', '6', '12']),
    'GompertzCDF': (lambda x: -mp.expm1(-mp.expm1(x / 2) / 4), ['1e-200', '1e-9', '0.1', '1', '3', '6', '12']),
    'KumaraswamyCDF': (lambda x: 1 - (1 - x ** 2) ** 3, UNIT),
    'KumaraswamyCDFSteep': (lambda x: 1 - mp.sqrt(1 - mp.sqrt(x)), UNIT),
    'PowerTransform': (lambda x: (1 + x / 2) ** 2, ['-1.99', '-1', '-1e-9', '1e-20', '0.3', '4', '1e10', '1e100']),
    'PowerTransformSmall': (lambda x: (1 + x / 2 ** 40) ** 2 ** 40, NEAR),
    'SoftClip': (soft_clip(M(0), M(3), M(1)), LINE),
    'SoftClipSharp': (soft_clip(M(0), M(2), M('0.0625')), NEAR[1:-1]),
    'Softfloor': (softfloor(M('0.5')), ['-7.3', '-0.2', '1e-8', '0.25', '0.75', '1', '1.4', '12.9']),
    'SoftfloorCold': (softfloor(M('0.0625')), ['-7.3', '-0.2', '1e-8', '0.25', '0.75', '1', '1.4', '12.9']),
    'SoftfloorHot': (softfloor(M(1024)), ['-7.3', '-0.2', '1e-8', '0.25', '0.75', '1', '1.4', '12.9']),
    'LambertWTail': (lambda x: x * e(x * x / 8), ['-50', '-12', '-1', '1e-9', '0.5', '7', '45.3', '70']),
}


def rows(name):
    f, points = CASES[name]
    for text in points:
        x = mp.mpf(float(text))
        mp.mp.dps = 1000  # for differences of numbers whose distance to 1 is as small as exp(-1300)
        step = abs(x) * mp.mpf(10) ** -60
        below, at, above = f(x - step), f(x), f(x + step)
        first = (above - below) / (2 * step)
        second = (above - 2 * at + below) / step ** 2
        yield (name, x, at, log(abs(first)), second / first)
        mp.mp.dps = 60


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else 'tests/data/bijectors.csv'
    with open(path, 'w', encoding='utf-8') as out:
        out.write('name,x,y,log_det,slope\n')
        for name in CASES:
            for row in rows(name):
                out.write(','.join([row[0], *(mp.nstr(v, 20) for v in row[1:])]) + '\n')


if __name__ == '__main__':
    main()
