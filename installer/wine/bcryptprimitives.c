/* For tests under wine 8 only: Rust's library asks here for random numbers. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID out, ULONG size); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE out, SIZE_T size)
{
    return SystemFunction036(out, (ULONG)size);
}
