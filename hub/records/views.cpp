#include "hub/records/views.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/filter.hpp"
#include "proto/records/admin/saved_view.pb.h"

namespace hub::records {
namespace {

using common::schema::RecordType;
using truckroll::admin::SavedView;

class View {
 public:
  View(const Caller& caller, const RecordType& type, SavedView& view)
      : caller_(caller), type_(type), view_(view) {}

  void leave_out_hidden() {
    if (!is_readable_filter()) view_.clear_filter();
    if (names_hidden(view_.order_by())) view_.clear_order_by();
    if (is_hidden(view_.group_by())) view_.clear_group_by();
    if (is_hidden(view_.time_field())) view_.clear_time_field();
    auto& columns = *view_.mutable_columns();
    columns.erase(std::remove_if(columns.begin(), columns.end(),
                                 [&](auto& column) { return is_hidden(column); }),
                  columns.end());
  }

 private:
  /// "account.vat_id" is of the field "account".
  bool is_hidden(std::string_view path) const {
    auto name = path.substr(0, path.find_first_of(".[ "));
    auto field = type_.find_field(name);
    if (!field) field = type_.find_custom(name);
    return field && !caller_.schema->access.may_see_field(caller_.actor, type_, *field);
  }

  bool names_hidden(const std::string& order) const {
    for (auto& term : common::text::split(order, ','))
      if (is_hidden(common::text::trim(term))) return true;
    return false;
  }

  /// What cannot be read at all could not be used by him either.
  bool is_readable_filter() const {
    auto reading = caller_.schema->access.reading(caller_.actor);
    try {
      common::expr::Expression::parse(view_.filter(), type_, caller_.schema->catalogue,
                                      reading.field);
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

void leave_out_hidden(const Caller& caller, common::schema::Message& record) {
  if (record.GetDescriptor() != SavedView::descriptor()) return;
  auto& view = static_cast<SavedView&>(record);
  auto type = caller.schema->catalogue.find(view.of_type());
  if (type && view.owner() != caller.actor.user) View(caller, *type, view).leave_out_hidden();
}

}  // namespace hub::records
