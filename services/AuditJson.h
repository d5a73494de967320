// SPDX-License-Identifier: GPL-3.0-or-later
// What the audit log keeps of a thing before and after a change: compact JSON without secrets.
#pragma once

#include "core/Catalog.h"
#include "core/Key.h"
#include "core/Organization.h"
#include "core/Provider.h"

#include <QString>

namespace turnpike {

// Equal settings give equal text, so that "did anything change" is one comparison.
QString auditJson(const Organization &organization);
QString auditJson(const Person &person);
QString auditJson(const CreditEntry &entry);
QString auditJson(const Key &key);
QString auditJson(const ProviderDraft &settings);
QString auditJson(const ModelDraft &model);

} // namespace turnpike
