#pragma once
#include "common/rules/billing/totals.hpp"
#include "edge/day/directory.hpp"

/// What things cost, quotes, bills and payments, as the screens show them. Everything is computed
/// here, by the rules that the hub has too.
namespace edge::day {

/// What is found by words: customers by name, place and number, products by name, code and barcode.
struct Directories {
  Directory customers, products;
  explicit Directories(const Van& van);
  void changed(const std::vector<store::RecordKey>& keys) {
    customers.changed(keys);
    products.changed(keys);
  }
};
std::string customer_text(const common::schema::Message& account);
std::string product_text(const common::schema::Message& product);

/// For whom: a visit's customer, else this one; neither gives the company's list prices.
struct ForWhom {
  std::string account, visit;
};
/// {rows, total}: the first 50 products that are sold, with their prices.
nlohmann::json make_price_book(const Van& van, Directory& directory, const std::string& search,
                               const ForWhom& whom);

/// Lines at somebody's prices.
struct Priced {
  common::rules::billing::Terms terms;
  std::vector<truckroll::billing::LineItem> lines;   ///< all, as far as they were priced
  std::vector<common::Sentence> problems;            ///< one a line; empty: it has none
  std::vector<truckroll::billing::LineItem> priced;  ///< those without a problem
  common::rules::billing::Totals totals;             ///< of these
  common::Sentence problem;  ///< why it cannot be offered or billed as a whole; empty: it can
  bool prices_include_tax = false;
};
/// `lines` as in the contract: a product and a quantity, or a text with a price. Throws bad_input
/// naming what is wrong with them.
Priced price(const Screen& screen, const ForWhom& whom, const nlohmann::json& lines);
/// What the visit's job would be billed now.
Priced price_job(const Screen& screen, const std::string& visit);
nlohmann::json priced_json(const Screen& screen, const Priced& priced);

/// {rows}: of the visit's job, of the account, or of who asks; newest first, at most 50.
nlohmann::json make_quotes(const Screen& screen, const ForWhom& whom);
/// Throws not_found.
nlohmann::json make_quote(const Screen& screen, const std::string& quote);
/// What the job would be billed, its invoice, and what was paid of it.
nlohmann::json make_bill(const Screen& screen, const std::string& visit);
/// {invoice, open, paid, quotes, can_issue} of the visit's job, in short.
/// What is still to be paid of the job's invoice, as far as this van knows; nothing while it has
/// none.
std::optional<truckroll::Money> open_on_bill(const Screen& screen, const std::string& work_order);
nlohmann::json bill_section(const Screen& screen, const std::string& visit);

}  // namespace edge::day
