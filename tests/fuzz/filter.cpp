// Filters of users: any bytes are parsed or refused, and what is parsed means the same in memory and in SQL.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "hub/store/filter.hpp"
#include "hub/store/tables.hpp"

namespace {

using common::expr::Expression;
using namespace hub::store;

const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

Connection& connection() {
  static const auto made = [] {
    auto opened = open_connection("sqlite::memory:");
    migrate(*opened, catalogue());
    return opened;
  }();
  return *made;
}

/// The first byte names the type.
const RecordType& type_of(std::uint8_t byte) {
  static const char* names[] = {"field.WorkOrder", "crm.Account", "billing.Invoice", "crm.Note"};
  return catalogue().type(names[byte % 4]);
}

std::optional<Expression> parsed(const std::string& text, const RecordType& type) {
  try {
    return Expression::parse(text, type, catalogue());
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) throw;
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  auto& type = type_of(data[0]);
  auto expression = parsed({reinterpret_cast<const char*>(data) + 1, size - 1}, type);
  if (!expression) return 0;
  common::expr::Context context{"u", "t", 20000};
  auto empty = type.make();
  expression->evaluate(*empty, context);
  to_sql(*expression, type, context, Dialect::postgres);
  // Prepared and run: a text that the database cannot read is an error of ours.
  auto condition = to_sql(*expression, type, context, Dialect::sqlite);
  connection().integer("SELECT COUNT(*) FROM " + sql_name(type.table) + " WHERE " + condition.sql,
                       condition.values);
  return 0;
}
