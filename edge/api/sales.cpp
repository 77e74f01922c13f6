#include "edge/day/sales.hpp"
#include "common/http/target.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/customers.hpp"
#include "edge/day/impl/input.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using http::Response;

namespace {

std::string id_in(const Params& params) {
  return std::string(params["id"]);
}

std::string asked(const Request& request, std::string_view name) {
  return std::string(request.parameter(name).value_or(""));
}

day::ForWhom whom_of(const Request& request) {
  return {asked(request, "account"), asked(request, "visit")};
}

/// What `make` shows of the record, as it is now.
template <class Make>
Response show(const Parts& parts, const std::string& id, const Make& make, int status = 200) {
  return http::json(parts.van.see([&](const day::Screen& screen) { return make(screen, id); }),
                    status);
}

Response preview(const Parts& parts, const Request& request) {
  auto input = input_of(request);
  day::ForWhom whom{day::text_in(input, "account"), day::text_in(input, "visit")};
  return http::json(parts.van.see([&](const day::Screen& screen) {
    auto lines = input.value("lines", nlohmann::json::array());
    return day::priced_json(screen, day::price(screen, whom, lines));
  }));
}

void add_reading(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/customers", [&parts](const Request& request, const Params&) {
    return http::json(
        day::make_customers(parts.van, parts.directories.customers, asked(request, "search")));
  });
  router.add(Method::get, "/api/customers/{id}", [&parts](const Request&, const Params& params) {
    return show(parts, id_in(params), day::make_customer);
  });
  router.add(Method::get, "/api/price-book", [&parts](const Request& request, const Params&) {
    return http::json(day::make_price_book(parts.van, parts.directories.products,
                                           asked(request, "search"), whom_of(request)));
  });
  router.add(Method::get, "/api/quotes", [&parts](const Request& request, const Params&) {
    return http::json(parts.van.see(
        [&](const day::Screen& screen) { return day::make_quotes(screen, whom_of(request)); }));
  });
  router.add(Method::get, "/api/quotes/{id}", [&parts](const Request&, const Params& params) {
    return show(parts, id_in(params), day::make_quote);
  });
  router.add(Method::get, "/api/visits/{id}/bill", [&parts](const Request&, const Params& params) {
    return show(parts, id_in(params), day::make_bill);
  });
}

}  // namespace

void add_sales_routes(http::Router& router, const Parts& parts) {
  add_reading(router, parts);
  auto post = [&](const char* pattern, auto run) {
    router.add(Method::post, pattern, [&parts, run](const Request& request, const Params& params) {
      require_own_page(request);
      return run(parts, request, params);
    });
  };
  post("/api/prices", [](const Parts& all, const Request& request, const Params&) {
    return preview(all, request);
  });
  post("/api/customers", [](const Parts& all, const Request& request, const Params&) {
    auto id = all.presses.once(press_of(request),
                               [&] { return all.commands.add_customer(input_of(request)); });
    return show(all, id, day::make_customer, 201);
  });
  post("/api/jobs", [](const Parts& all, const Request& request, const Params&) {
    auto id = all.presses.once(press_of(request),
                               [&] { return all.commands.take_on(input_of(request)); });
    return http::json({{"visit", id}}, 201);
  });
  post("/api/quotes", [](const Parts& all, const Request& request, const Params&) {
    auto id = all.presses.once(press_of(request),
                               [&] { return all.commands.draw_up_quote(input_of(request)); });
    return show(all, id, day::make_quote, 201);
  });
  post("/api/quotes/{id}/accept",
       [](const Parts& all, const Request& request, const Params& params) {
         all.presses.once(press_of(request), [&] {
           all.commands.accept_quote(id_in(params), input_of(request));
           return id_in(params);
         });
         return show(all, id_in(params), day::make_quote);
       });
  post("/api/quotes/{id}/decline",
       [](const Parts& all, const Request& request, const Params& params) {
         all.presses.once(press_of(request), [&] {
           all.commands.decline_quote(id_in(params), input_of(request));
           return id_in(params);
         });
         return show(all, id_in(params), day::make_quote);
       });
  post("/api/visits/{id}/bill/issue",
       [](const Parts& all, const Request& request, const Params& params) {
         all.presses.once(press_of(request), [&] {
           return all.commands.issue_invoice(id_in(params), input_of(request));
         });
         return show(all, id_in(params), day::make_bill, 201);
       });
  post("/api/visits/{id}/payments",
       [](const Parts& all, const Request& request, const Params& params) {
         all.presses.once(press_of(request), [&] {
           return all.commands.take_payment(id_in(params), input_of(request));
         });
         return show(all, id_in(params), day::make_bill, 201);
       });
}

}  // namespace edge::api
