# SPDX-License-Identifier: Apache-2.0
"""What compare.py is made of: programs, their processes, statistics, gates, results."""
