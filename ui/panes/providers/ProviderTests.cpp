// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderTests.h"

#include "ui/panes/providers/ProviderTest.h"

namespace turnpike::ui {

ProviderTests::ProviderTests(Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
{}

void ProviderTests::start(ProviderId provider)
{
    ProviderTest *&test = m_tests[provider.value];
    if (!test) {
        test = new ProviderTest(m_console.control, m_console.clock, this);
        connect(test, &ProviderTest::changed, this, [this, provider] { Q_EMIT changed(provider); });
    }
    if (test->state() != ProviderTest::State::Running)
        test->start(provider);
}

ProviderTest *ProviderTests::find(ProviderId provider) const
{
    return m_tests.value(provider.value);
}

TestOutcome ProviderTests::outcome(ProviderId provider) const
{
    using State = ProviderTest::State;
    const ProviderTest *test = find(provider);
    if (!test)
        return TestOutcome::None;
    switch (test->state()) {
    case State::None: return TestOutcome::None;
    case State::Running: return TestOutcome::Running;
    case State::Works:
    case State::NoModels: return TestOutcome::Works;
    case State::Rejected: return TestOutcome::Rejected;
    case State::Failed: break;
    }
    return TestOutcome::Failed;
}

void ProviderTests::forget(ProviderId provider)
{
    if (ProviderTest *test = m_tests.take(provider.value)) {
        test->disconnect(this);
        test->deleteLater();
        Q_EMIT changed(provider);
    }
}

} // namespace turnpike::ui
