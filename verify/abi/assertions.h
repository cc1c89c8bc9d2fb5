/* SPDX-License-Identifier: LGPL-2.1-only */
/* The figures of figures.h as assertions, for the compilers that callers use.
 */
#include <assert.h>
#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
#define _Bool bool
template <class A, class B> struct the_same {
    enum { value = 0 };
};
template <class A> struct the_same<A, A> {
    enum { value = 1 };
};
#define IS_A(expression, ...)                                                  \
    (the_same<__typeof__(expression), __VA_ARGS__>::value)
/* A type without members is one byte long in C++. */
#define IS_LONG(what, bytes)                                                   \
    (sizeof(what) == ((bytes) ? (bytes) : sizeof(what)))
#else
#define IS_A(expression, ...)                                                  \
    __builtin_types_compatible_p(__typeof__(expression), __VA_ARGS__)
#define IS_LONG(what, bytes) (sizeof(what) == (bytes))
#endif

#define OF(type, member) (((type *)0)->member)
#define WAS(condition, ...) static_assert(condition, #__VA_ARGS__);
#define AT(type, member, place)                                                \
    WAS(offsetof(type, member) == (place), type member was at place)

#define SIZE(type, bytes) WAS(IS_LONG(type, bytes), type was bytes long)
#define ALIGN(type, bytes)                                                     \
    WAS(__alignof__(type) == (bytes), type was aligned to bytes)
#define PART(type, member, place, bytes)                                       \
    AT(type, member, place)                                                    \
    WAS(IS_LONG(OF(type, member), bytes), type member was bytes long)
#define FIELD(type, member, place, bytes, ...)                                 \
    PART(type, member, place, bytes)                                           \
    WAS(IS_A(OF(type, member), __VA_ARGS__), type member was a __VA_ARGS__)
#define REST(type, member, place, ...) AT(type, member, place)
/* No program can ask where a bit is; the comparison of figures checks this. */
#define BITS(type, member, ...)
#define VALUE(name, number) WAS((name) == (number), name was number)
#define FUNCTION(name, ...) WAS(IS_A(name, __VA_ARGS__), name was a __VA_ARGS__)
