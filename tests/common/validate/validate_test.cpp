#include "common/validate/validate.hpp"

#include <string>
#include <vector>

#include "common/codec/values.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/content/tag.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/field/job_type.pb.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>

#include <CppUTest/TestHarness.h>

namespace schema = common::schema;
namespace options = schema::options;

namespace {

const schema::Catalogue& catalogue() {
  static const auto all = schema::Catalogue::compiled();
  return all;
}

std::string problems(const schema::Message& record) {
  std::string text;
  for (auto& violation : common::validate::check(catalogue().of(record), record))
    text += violation.field + ": " + violation.text.english() + "\n";
  return text;
}

/// Violations of one field alone.
std::string problems_of(const schema::Field& field, const schema::Message& record) {
  std::string text;
  for (auto& violation : common::validate::check(std::vector<schema::Field>{field}, record))
    text += violation.text.english() + "\n";
  return text;
}

/// A message with one text field of each widget, named w1, w2 …; made here, for not every widget is
/// in use.
const schema::Descriptor* widgets() {
  static google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  static const schema::Descriptor* made = [] {
    google::protobuf::FileDescriptorProto file;
    file.set_name("tests/common/validate/widgets.proto");
    auto& message = *file.add_message_type();
    message.set_name("Widgets");
    for (int number = options::Widget_MIN + 1; number <= options::Widget_MAX; ++number) {
      auto& field = *message.add_field();
      field.set_name("w" + std::to_string(number));
      field.set_number(number);
      field.set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
      field.set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
      auto& widget = *field.mutable_options()->MutableExtension(options::field);
      widget.set_widget(static_cast<options::Widget>(number));
      widget.set_max_length(300);
    }
    return pool.BuildFile(file)->message_type(0);
  }();
  return made;
}

bool takes(options::Widget widget, const std::string& text) {
  static google::protobuf::DynamicMessageFactory factory;
  std::unique_ptr<schema::Message> record(factory.GetPrototype(widgets())->New());
  record->GetReflection()->SetString(record.get(), widgets()->FindFieldByNumber(widget), text);
  return common::validate::check(schema::fields_of(widgets()), *record).empty();
}

truckroll::crm::Account good_account() {
  truckroll::crm::Account account;
  account.set_name("Alpenhotel");
  account.set_kind(truckroll::crm::Account::KIND_COMPANY);
  return account;
}

}  // namespace

TEST_GROUP(Validate){};

TEST(Validate, a_complete_record_has_no_violation) {
  STRCMP_EQUAL("", problems(good_account()).c_str());
}

TEST(Validate, required_means_more_than_blanks) {
  STRCMP_EQUAL("kind: Kind is required\nname: Name is required\n",
               problems(truckroll::crm::Account()).c_str());
  auto account = good_account();
  account.set_name(" \t ");
  account.set_kind(truckroll::crm::Account::KIND_UNSPECIFIED);
  STRCMP_EQUAL("kind: Kind is required\nname: Name is required\n", problems(account).c_str());
}

TEST(Validate, length_counts_characters) {
  auto account = good_account();
  std::string name;
  for (int i = 0; i < 200; ++i) name += "ü";
  account.set_name(name);
  STRCMP_EQUAL("", problems(account).c_str());
  account.set_name(name + "x");
  STRCMP_EQUAL("name: at most 200 characters; these are 201\n", problems(account).c_str());
}

TEST(Validate, text_is_utf8_without_nul) {
  auto account = good_account();
  account.set_name("a\xff");
  STRCMP_EQUAL("name: expected UTF-8 text\n", problems(account).c_str());
  account.set_name(std::string("a\0b", 3));
  STRCMP_EQUAL("name: expected text without control characters\n", problems(account).c_str());
}

TEST(Validate, a_line_keeps_its_direction) {
  for (auto name : {"\u202eevil", "a\u2066b", "a\u202ab"}) {
    auto account = good_account();
    account.set_name(name);
    STRCMP_EQUAL("name: expected text without characters that turn its direction\n",
                 problems(account).c_str());
  }
  auto account = good_account();
  account.set_name("\u05e9\u05dc\u05d5\u05dd \u200e\u2013 \u20ac");
  STRCMP_EQUAL("", problems(account).c_str());
}

TEST(Validate, bounds_hold_at_their_ends) {
  truckroll::field::JobType type;
  type.set_name("Service");
  for (auto [minutes, good] :
       std::vector<std::pair<int, bool>>{{0, true}, {-1, false}, {600, true}}) {
    type.set_duration_minutes(minutes);
    CHECK_EQUAL(good, problems(type).empty());
  }
  auto& crew = *type.add_crew();
  crew.set_line("1");
  for (auto [count, text] :
       std::vector<std::pair<int, const char*>>{{1, ""},
                                                {20, ""},
                                                {0, "crew[0].count: at least 1\n"},
                                                {21, "crew[0].count: at most 20\n"}}) {
    crew.set_count(count);
    STRCMP_EQUAL(text, problems(type).c_str());
  }
}

TEST(Validate, patterns_hold_for_the_whole_text) {
  truckroll::content::Tag tag;
  tag.set_name("Urgent");
  for (auto [slug, good] : std::vector<std::pair<const char*, bool>>{{"urgent", true},
                                                                     {"a-1", true},
                                                                     {"Urgent", false},
                                                                     {"-a", false},
                                                                     {"a-", false},
                                                                     {"a b", false},
                                                                     {"a\nb", false}}) {
    tag.set_slug(slug);
    CHECK_EQUAL_TEXT(good, problems(tag).empty(), slug);
  }
}

// features: API-09
TEST(Validate, a_form_is_told_by_an_example) {
  truckroll::content::Tag tag;
  tag.set_name("Urgent");
  tag.set_slug("Urgent!");
  STRCMP_EQUAL("slug: expected a form such as ab1-cd2\n", problems(tag).c_str());
}

TEST(Validate, widgets_check_the_shape_of_their_text) {
  struct Case {
    options::Widget widget;
    std::vector<std::string> good, bad;
  };
  for (auto& [widget, good, bad] : std::vector<Case>{
           {options::URL,
            {"https://example.com/a?b=c", "http://x"},
            {"example.com", "ftp://x", "javascript:alert(1)", "https://a b"}},
           {options::EMAIL,
            {"a@b.li", "first.last+tag@sub.example.com", "ü@müller.ch"},
            {"a", "@b.li", "a@", "a@b@c", "a b@c.li", "a@.li", "a@b.", "<a@b.li>", "a@b.li,c@d.li",
             "a@b.li\r\nBcc: x"}},
           {options::PHONE,
            {"+423 230 00 00", "044/123-45.67", "(01) 234"},
            {"12", "call me", "+", "++41 1", "+41 79 123", "+999 123 45 67"}},
           {options::URL,
            {"https://example.com/a?b=c", "http://x"},
            {"example.com", "ftp://x", "javascript:alert(1)", "https://a b"}},
           {options::COLOR, {"#2563EB", "#abcdef"}, {"2563EB", "#fff", "#2563EG", "red"}},
           {options::TIME_ZONE,
            {"Europe/Vaduz", "UTC"},
            {"Vaduz", "+01:00", "Europe/Nowhere", "../etc/passwd"}},
           {options::LANGUAGE, {"de", "de-CH", "gsw"}, {"german", "DE", "d"}},
           {options::COUNTRY, {"LI", "CH"}, {"li", "LIE", "L"}},
           {options::CURRENCY, {"CHF", "EUR"}, {"chf", "CH", "CHFX"}},
           {options::BLOB,
            {std::string(64, 'a')},
            {std::string(63, 'a'), std::string(64, 'A'), "x"}}}) {
    auto name = options::Widget_Name(widget);
    for (auto& text : good) CHECK_TEXT(takes(widget, text), (name + " " + text).c_str());
    for (auto& text : bad) CHECK_FALSE_TEXT(takes(widget, text), (name + " " + text).c_str());
  }
}

TEST(Validate, lines_have_ids_of_their_own) {
  auto account = good_account();
  for (auto id : {"a", "a", ""}) {
    auto& line = *account.add_social();
    line.set_line(id);
    line.set_network("x");
    line.set_handle("y");
  }
  STRCMP_EQUAL(
      "social[1].line: the line \"a\" appears twice\n"
      "social[2].line: expected a line id of 1 to 36 characters\n",
      problems(account).c_str());
}

TEST(Validate, lines_are_checked_like_records) {
  auto account = good_account();
  auto& line = *account.add_addresses();
  line.set_line("1");
  line.mutable_address()->set_country("liechtenstein");
  STRCMP_EQUAL(
      "addresses[0].use: Use is required\n"
      "addresses[0].address.country: at most 2 characters; these are 13\n",
      problems(account).c_str());
}

TEST(Validate, a_channel_is_what_its_kind_says) {
  auto account = good_account();
  auto add = [&](truckroll::ChannelKind kind, const std::string& value) {
    auto& channel = *account.add_channels();
    channel.set_line(std::to_string(account.channels_size()));
    channel.set_kind(kind);
    channel.set_value(value);
  };
  add(truckroll::CHANNEL_MAIL, "anna@example.com");
  add(truckroll::CHANNEL_MOBILE, "+423 781 23 45");
  add(truckroll::CHANNEL_PHONE, "044 123 45 67");
  add(truckroll::CHANNEL_CHAT, "anna");
  for (auto address : {"https://example.com/a?b=c:d", "example.com", "example.com:8080/team"})
    add(truckroll::CHANNEL_WEB, address);
  auto good = account.channels_size();
  STRCMP_EQUAL("", problems(account).c_str());
  add(truckroll::CHANNEL_MAIL, "anna");
  add(truckroll::CHANNEL_SMS, "+41 79");
  add(truckroll::CHANNEL_PHONE, "reception");
  for (auto address : {"javascript:alert(1)", "ftp://example.com", "our page"})
    add(truckroll::CHANNEL_WEB, address);
  auto at = [&](int i) { return "channels[" + std::to_string(good + i) + "].value: expected "; };
  std::string web = "an address that begins with https://\n";
  std::string phone = "a phone number like +423 230 00 00\n";
  auto expected = at(0) + "an e-mail address like name@example.com\n" + at(1) + phone + at(2) +
                  phone + at(3) + web + at(4) + web + at(5) + web;
  STRCMP_EQUAL(expected.c_str(), problems(account).c_str());
}

TEST(Validate, lists_and_lines_are_bounded) {
  auto account = good_account();
  for (int i = 0; i < 1001; ++i) account.add_social()->set_line(std::to_string(i));
  STRCMP_EQUAL("social: at most 1000 lines\n", problems(account).c_str());
  truckroll::content::Tag tag;
  tag.set_name("Urgent");
  tag.set_slug("urgent");
  for (int i = 0; i < 1001; ++i) tag.add_of_types("x");
  STRCMP_EQUAL("of_types: at most 1000 entries\n", problems(tag).c_str());
}

TEST(Validate, references_are_ids) {
  auto account = good_account();
  account.set_parent("somebody");
  account.set_branch("0193a000-0000-7000-8000-00000000000a");
  STRCMP_EQUAL("parent: expected a record's id\n", problems(account).c_str());
  truckroll::field::JobType type;
  type.set_name("Service");
  type.set_duration_minutes(10);
  type.add_checklists("");
  type.add_paperwork("x");
  STRCMP_EQUAL("checklists[0]: expected a record's id\npaperwork[0]: expected a record's id\n",
               problems(type).c_str());
}

TEST(Validate, about_takes_the_declared_types_only) {
  int checked = 0;
  for (auto& type : catalogue().types())
    for (auto& field : type->fields) {
      if (field.kind != schema::FieldKind::about || field.list || field.options->about(0) == "*")
        continue;
      auto record = type->make();
      auto& about = static_cast<truckroll::About&>(
          *record->GetReflection()->MutableMessage(record.get(), field.descriptor));
      about = common::codec::about(field.options->about(0), "0193a000-0000-7000-8000-00000000000a");
      STRCMP_EQUAL("", problems_of(field, *record).c_str());
      about.set_type("billing.NumberSeries");
      CHECK(problems_of(field, *record).find("does not belong here") != std::string::npos);
      about.set_type(field.options->about(0));
      about.set_id("7");
      STRCMP_EQUAL("expected a record's id\n", problems_of(field, *record).c_str());
      ++checked;
    }
  CHECK(checked > 0);
}

TEST(Validate, what_no_calendar_and_no_globe_has_is_refused) {
  for (auto& type : catalogue().types())
    for (auto& field : type->fields) {
      auto record = type->make();
      auto reflection = record->GetReflection();
      if (field.list || field.kind == schema::FieldKind::lines) continue;
      if (field.kind == schema::FieldKind::instant)
        static_cast<google::protobuf::Timestamp&>(
            *reflection->MutableMessage(record.get(), field.descriptor))
            .set_seconds(std::int64_t{1} << 60);
      else if (field.kind == schema::FieldKind::date)
        static_cast<truckroll::Date&>(*reflection->MutableMessage(record.get(), field.descriptor))
            .set_days(1 << 30);
      else if (field.kind == schema::FieldKind::position)
        static_cast<truckroll::Position&>(
            *reflection->MutableMessage(record.get(), field.descriptor))
            .set_latitude_e7(900'000'001);
      else if (field.kind == schema::FieldKind::money)
        static_cast<truckroll::Money&>(*reflection->MutableMessage(record.get(), field.descriptor))
            .set_currency("chf");
      else
        continue;
      CHECK_TEXT(!problems_of(field, *record).empty(), (type->name + "." + field.name).c_str());
    }
}

TEST(Validate, one_error_carries_all_violations) {
  common::validate::require_valid({});
  try {
    common::validate::require_valid(
        common::validate::check(catalogue().type("crm.Account"), truckroll::crm::Account()));
    FAIL("nothing was thrown");
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::bad_input);
    LONGS_EQUAL(2, error.violations().size());
    STRCMP_EQUAL("2 fields are wrong", error.text().c_str());
  }
}
