#ifndef GUEST_H
#define GUEST_H
#include <libxl.h>
#include <libxl_pvh.h>
static inline const char *kernel_of(const libxl_domain_config *config)
{
    size_t n = sizeof(config->b_info.u.pv.kernel);

    return n ? LIBXL_BUILDINFO_FIELD(&config->b_info, kernel) : LIBXL_BUILDINFO_FIELD(&config->b_info, kernel);
}
#endif
