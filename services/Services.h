// SPDX-License-Identifier: GPL-3.0-or-later
// What a call on the control thread may use.
#pragma once

#include "services/CatalogService.h"
#include "services/KeyService.h"
#include "services/OrganizationService.h"
#include "services/PolicyFileService.h"
#include "services/ProviderService.h"
#include "services/ProviderSetup.h"

namespace turnpike {

/// Borrowed; valid during the call only.
struct Services
{
    OrganizationService &organization;
    KeyService &keys;
    ProviderService &providers;
    CatalogService &catalog;
    PolicyFileService &policyFile;
    ProviderSetup &providerSetup;
};

} // namespace turnpike
