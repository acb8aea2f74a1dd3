/* SPDX-License-Identifier: Apache-2.0
 * A PJRT plugin for tests of what can go wrong: it has a table of functions of the version
 * FAKE_MINOR, and no device. FAKE_FAILS makes connecting fail as a GPU without memory does;
 * FAKE_IS_SHORT ends the table before the function that connects. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct {
  size_t struct_size;
  void* extension_start;
} Head;

typedef struct {
  int code;
} Error;

static Error out_of_memory = {8};

static void* initialize(Head* args) {
  (void)args;
  return NULL;
}

static void* attributes(void* args) {
  memset((char*)args + 16, 0, 16);
  return NULL;
}

static void* message(void* args) {
  static const char text[] = "Failed to allocate 75% of device memory";
  *(const char**)((char*)args + 24) = text;
  *(size_t*)((char*)args + 32) = sizeof text - 1;
  return NULL;
}

static void* code(void* args) {
  *(int*)((char*)args + 24) = 8;
  return NULL;
}

static void* nothing(void* args) {
  (void)args;
  return NULL;
}

static void* connect(void* args) {
#ifdef FAKE_FAILS
  (void)args;
  return &out_of_memory;
#else
  (void)out_of_memory;
  *(void**)((char*)args + 64) = args; /* any address: nothing looks behind it */
  return NULL;
#endif
}

static void* list_devices(void* args) {
  memset((char*)args + 24, 0, 16);
  return NULL;
}

static void* version_text(void* args) {
  *(const char**)((char*)args + 24) = "fake";
  *(size_t*)((char*)args + 32) = 4;
  return NULL;
}

typedef struct {
  Head head;
  size_t version_size;
  void* version_extension;
  int major;
  int minor;
  void* (*slots[100])(void*);
} Api;

const Api* GetPjrtApi(void) {
  static Api api;
  api.head.struct_size = sizeof api;
  api.minor = FAKE_MINOR;
#ifdef FAKE_MAJOR
  api.major = FAKE_MAJOR;
#endif
  api.slots[0] = nothing;
  api.slots[1] = message;
  api.slots[2] = code;
  api.slots[3] = (void* (*)(void*))initialize;
  api.slots[4] = attributes;
  api.slots[10] = connect;
  api.slots[11] = nothing;
  api.slots[14] = version_text;
  api.slots[16] = list_devices;
#ifdef FAKE_IS_SHORT
  api.head.struct_size = 40 + 8 * 10; /* up to slot 9 */
#endif
  return &api;
}
