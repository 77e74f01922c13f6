#include "hub/records/views.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/store/filter.hpp"
#include "proto/records/admin/saved_view.pb.h"

namespace hub::records {
namespace {

using common::schema::RecordType;
using truckroll::admin::SavedView;

/// In the place of a condition that the caller may not read: without one he would take all records
/// for those that were meant, and change them together.
constexpr const char* of_no_record = R"(id = "hidden")";

class View {
 public:
  View(const Caller& caller, const RecordType& type, SavedView& view)
      : caller_(caller), type_(type), view_(view) {}

  void leave_out_hidden() {
    if (!is_readable_filter(view_.filter())) view_.set_filter(of_no_record);
    if (names_hidden(view_.order_by())) view_.clear_order_by();
    if (is_hidden(view_.group_by())) view_.clear_group_by();
    if (is_hidden(view_.time_field())) view_.clear_time_field();
    if (names_hidden("options", view_.options())) view_.clear_options();
    auto& columns = *view_.mutable_columns();
    columns.erase(std::remove_if(columns.begin(), columns.end(),
                                 [&](auto& column) { return is_hidden(column); }),
                  columns.end());
  }

  bool names_hidden(const std::string& field, const nlohmann::json& value) const {
    if (value.is_array())
      return std::any_of(value.begin(), value.end(),
                         [&](auto& one) { return names_hidden(field, one); });
    if (!value.is_string()) return false;
    auto& text = value.get_ref<const std::string&>();
    if (field == "options") return text != "" && names_hidden_in(common::try_read_json(text));
    return field == "filter" ? !is_readable_filter(text) : names_hidden(text);
  }

 private:
  /// "account.vat_id" is of the field "account".
  bool is_hidden(std::string_view path) const {
    auto name = path.substr(0, path.find_first_of(".[ "));
    auto field = type_.find_field(name);
    if (!field) field = type_.find_custom(name);
    return field && !caller_.schema->access.may_see_field(caller_.actor, type_, *field);
  }

  /// A text or a key anywhere in it.
  bool names_hidden_in(const nlohmann::json& options) const {
    if (options.is_string()) return names_hidden(options.get<std::string>());
    if (!options.is_structured()) return false;
    for (auto& [key, value] : options.items())
      if ((options.is_object() && is_hidden(key)) || names_hidden_in(value)) return true;
    return false;
  }

  bool names_hidden(const std::string& order) const {
    for (auto& term : common::text::split(order, ','))
      if (is_hidden(common::text::trim(term))) return true;
    return false;
  }

  /// What cannot be read at all could not be used by him either.
  bool is_readable_filter(const std::string& filter) const {
    auto reading = caller_.schema->access.reading(caller_.actor);
    try {
      common::expr::Expression::parse(filter, type_, caller_.schema->catalogue, reading.field);
      return true;
    } catch (const common::Error&) {
      return false;
    }
  }

  const Caller& caller_;
  const RecordType& type_;
  SavedView& view_;
};

}  // namespace

namespace {

const SavedView* others_view(const Caller& caller, const common::schema::Message& record) {
  if (record.GetDescriptor() != SavedView::descriptor()) return nullptr;
  auto& view = static_cast<const SavedView&>(record);
  return view.owner() == caller.actor.user ? nullptr : &view;
}

/// Null: of the search over all.
const RecordType* type_of(const Caller& caller, const SavedView& view) {
  return caller.schema->catalogue.find(view.of_type());
}

}  // namespace

void leave_out_hidden(const Caller& caller, common::schema::Message& record) {
  auto view = others_view(caller, record);
  if (!view) return;
  if (auto type = type_of(caller, *view))
    View(caller, *type, static_cast<SavedView&>(record)).leave_out_hidden();
}

bool is_shown_in_parts(const RecordType& type) {
  return type.descriptor == SavedView::descriptor();
}

bool is_left_out(const Caller& caller, const common::schema::Message& record,
                 const std::string& field, const nlohmann::json& value) {
  auto view = others_view(caller, record);
  auto type = view && store::names_fields_of_others(field) ? type_of(caller, *view) : nullptr;
  if (!type) return false;
  SavedView copy;  // not looked at
  return View(caller, *type, copy).names_hidden(field, value);
}

}  // namespace hub::records
