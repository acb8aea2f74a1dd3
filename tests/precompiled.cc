// SPDX-License-Identifier: Apache-2.0
// Owns the precompiled header that all test programs share; a library needs one source.
