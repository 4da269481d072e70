// All routes on one screen.
#pragma once

#include "collector/admin.h"
#include "collector/admin_access.h"
#include "collector/dashboard.h"
#include "collector/forget_desk.h"
#include "collector/ingest.h"
#include "collector/large_bodies.h"
#include "collector/metrics.h"
#include "collector/query_desk.h"
#include "collector/router.h"
#include "collector/telemetry_pages.h"

namespace overt {

// The router borrows what it is given.
Router ingest_routes(Ingest& ingest, LargeBodies& large_bodies);
Router admin_routes(const Admin& admin, const AdminAccess& access, const MetricsSources& metrics,
                    QueryDesk& queries, ForgetDesk& forgets, const TelemetryPages& pages,
                    const Dashboard& dashboard);

}  // namespace overt
