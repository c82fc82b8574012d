/* Both programs: runs _internal\start.py with the Python that lies in _internal, in this process.
   Without -DCONSOLE it is the window's, which has no console; with it the command line. */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>

#define LONGEST 32768 /* characters of a path on Windows */
typedef int (*run_python)(int, wchar_t **);
static wchar_t folder[LONGEST], library[LONGEST], script[LONGEST];

static int refuse(const wchar_t *missing)
{
    static wchar_t text[LONGEST + 200];
    swprintf(text, LONGEST + 200,
             L"Graticule is incomplete: %ls cannot be loaded (error %lu). Please install it again.",
             missing, GetLastError());
#ifdef CONSOLE
    fwprintf(stderr, L"%ls\n", text);
#else
    MessageBoxW(NULL, text, L"Graticule", MB_ICONERROR);
#endif
    return 1;
}

static int run(void)
{
    int count, i;
    wchar_t **given = CommandLineToArgvW(GetCommandLineW(), &count);
    wchar_t **all = calloc(count + 4, sizeof *all);
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST - 64);
    while (length && folder[length - 1] != L'\\')
        length--;
    wcscpy(folder + length, L"_internal");
    swprintf(library, LONGEST, L"%ls\\python311.dll", folder);
    swprintf(script, LONGEST, L"%ls\\start.py", folder);

    SetDllDirectoryW(L"");   /* never a library from the folder that the user is in */
    AddDllDirectory(folder); /* the C++ runtime, which torch and others look for by name */
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (python == NULL)
        return refuse(library);
    run_python start = (run_python)(void *)GetProcAddress(python, "Py_Main");
    if (start == NULL || GetFileAttributesW(script) == INVALID_FILE_ATTRIBUTES)
        return refuse(script);

    all[0] = given[0];
    all[1] = L"-Xutf8"; /* files and pipes are UTF-8, as on Linux, not the PC's code page */
    all[2] = script;
    for (i = 1; i < count; i++)
        all[i + 2] = given[i];
    return start(count + 2, all);
}

#ifdef CONSOLE
int wmain(void) { return run(); }
#else
int WINAPI wWinMain(HINSTANCE a, HINSTANCE b, LPWSTR c, int d)
{
    (void)a, (void)b, (void)c, (void)d;
    return run();
}
#endif
