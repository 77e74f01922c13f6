#pragma once
#include "pdf/impl/appearance.hpp"
#include "pdf/impl/document.hpp"

namespace pdf::impl {

/// What the field holds now, as text.
std::string value_of(const Field& field);

/// Drops what does not survive a change from outside, or would act on its own: XFA, scripts, usage
/// rights.
void drop_active_parts(Document& document);
/// In plain words what drop_active_parts() would take away.
std::vector<std::string> find_active_parts(Document& document);

/// Gives a drawing to every widget that has none, and to all text where the form asks viewers to
/// redraw.
void settle_appearances(Document& document, Painter& painter);

/// A document fit to be changed. Throws as check_template does, and Error{conflict} if it is
/// sealed.
void require_open_form(Document& document);

}  // namespace pdf::impl
