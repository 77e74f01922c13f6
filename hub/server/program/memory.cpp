// How the allocator of release builds, jemalloc, uses memory.
#include <jemalloc/jemalloc.h>

// Four arenas for all threads instead of four for each processor: memory that one of them gave back
// is used by the others. What is free for a second goes back to the system.
extern "C" {
const char* malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0";
}
