#include <limits>
#include <string>
#include <vector>

#include "common/codec/columns.hpp"
#include "common/codec/json.hpp"
#include "common/codec/media_type.hpp"
#include "common/codec/person_name.hpp"
#include "common/codec/picture_size.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/field/job_type.pb.h"

#include <CppUTest/TestHarness.h>

namespace codec = common::codec;
namespace schema = common::schema;
using codec::Json;
using schema::Field;
using schema::FieldKind;

namespace {

const schema::Catalogue& catalogue() {
  static const auto all = schema::Catalogue::compiled();
  return all;
}

struct Place {
  const schema::RecordType* type;
  const Field* field;
};

/// Some field of the kind, in any type; of integers one of 32 bits.
Place find_field(FieldKind kind, bool list = false) {
  for (auto& type : catalogue().types())
    for (auto& field : type->fields)
      if (field.kind == kind && field.list == list && !field.options->secret() &&
          (kind != FieldKind::integer ||
           field.descriptor->cpp_type() == schema::FieldDescriptor::CPPTYPE_INT32))
        return {type.get(), &field};
  throw common::Error(common::ErrorCode::internal,
                      "no type has a " + std::string(schema::kind_name(kind)));
}

/// What the value reads back as; "refused <path>: <text>" where it is not taken.
std::string taken(const Place& place, const std::string& value) {
  auto record = place.type->make();
  try {
    codec::merge_json({*place.field}, *record, Json{{place.field->name, Json::parse(value)}});
  } catch (const common::Error& error) {
    auto& first = error.violations().at(0);
    return "refused" + first.field.substr(place.field->name.size()) + ": " + first.text.english();
  }
  return Json::parse(codec::to_json({*place.field}, *record))
      .value(place.field->name, Json())
      .dump();
}

struct Case {
  std::string value, outcome;
};

void check(FieldKind kind, const std::vector<Case>& cases, bool list = false) {
  auto place = find_field(kind, list);
  for (auto& [value, outcome] : cases)
    STRCMP_EQUAL_TEXT(outcome.c_str(), taken(place, value).c_str(), value.c_str());
}

std::string refusal(const std::string& json, schema::Message& record, bool creating = false) {
  try {
    codec::merge_json(catalogue().of(record), record, codec::parse_json(json), creating);
    return "";
  } catch (const common::Error& error) {
    std::string text;
    for (auto& violation : error.violations())
      text += violation.field + ": " + violation.text.english() + "\n";
    return text.empty() ? error.text() : text;
  }
}

}  // namespace

TEST_GROUP(Values){};

TEST(Values, text) {
  check(FieldKind::text, {{R"("Müller")", R"("Müller")"},
                          {R"("")", R"("")"},
                          {R"("a\"b\\\n\u0001")", R"("a\"b\\\n\u0001")"},
                          {"null", "null"},
                          {"12", "refused: expected text"},
                          {"{}", "refused: expected text"},
                          {R"("a\u0000b")", "refused: expected text without the NUL character"}});
}

TEST(Values, whole_numbers) {
  check(FieldKind::integer,
        {{"0", "0"},
         {"-7", "-7"},
         {"2147483647", "2147483647"},
         {"2147483648", "refused: expected a number up to 2147483647"},
         {"-2147483649", "refused: expected a number from -2147483648 to 2147483647"},
         {"18446744073709551615", "refused: expected a number up to 2147483647"},
         {"1.0", "refused: expected a whole number"},
         {"1e3", "refused: expected a whole number"},
         {"\"1\"", "refused: expected a whole number"},
         {"true", "refused: expected a whole number"}});
}

TEST(Values, booleans) {
  check(FieldKind::boolean, {{"true", "true"},
                             {"false", "false"},
                             {"0", "refused: expected true or false"},
                             {"\"true\"", "refused: expected true or false"}});
}

TEST(Values, decimals_are_exact_with_six_places) {
  check(FieldKind::decimal,
        {{"\"1.5\"", "\"1.5\""},
         {"\"-0.000001\"", "\"-0.000001\""},
         {"\"1.500000000\"", "\"1.5\""},
         {"7", "\"7\""},
         {"\"0.1\"", "\"0.1\""},
         {"\"9223372036854.775807\"", "\"9223372036854.775807\""},
         {"\"-9223372036854.775808\"", "\"-9223372036854.775808\""},
         {"\"9223372036854.775808\"", "refused: the number is too large"},
         {"\"99999999999999999999999999999999999999999999\"", "refused: the number is too large"},
         {"\"0.0000001\"", "refused: expected at most 6 decimal places"},
         {"1.5", "refused: expected a decimal number in quotes, like \"12.5\""},
         {"\"\"", "refused: expected a decimal number like 12.5"},
         {"\"-\"", "refused: expected a decimal number like 12.5"},
         {"\".\"", "refused: expected a decimal number like 12.5"},
         {"\"5.\"", "refused: expected a decimal number like 12.5"},
         {"\"1,5\"", "refused: expected a decimal number like 12.5"},
         {"\"1.2.3\"", "refused: expected a decimal number like 12.5"},
         {"\"+1\"", "refused: expected a decimal number like 12.5"},
         {"\"--1\"", "refused: expected a decimal number like 12.5"},
         {"\"1e3\"", "refused: expected a decimal number like 12.5"},
         {"\" 1\"", "refused: expected a decimal number like 12.5"}});
}

TEST(Values, money_has_the_places_of_its_currency) {
  check(
      FieldKind::money,
      {{R"({"amount":"12.5","currency":"CHF"})", R"({"amount":"12.50","currency":"CHF"})"},
       {R"({"amount":"1250","currency":"JPY"})", R"({"amount":"1250","currency":"JPY"})"},
       {R"({"amount":"1.234","currency":"KWD"})", R"({"amount":"1.234","currency":"KWD"})"},
       {R"({"amount":"-0.05","currency":"EUR"})", R"({"amount":"-0.05","currency":"EUR"})"},
       {R"({"amount":3,"currency":"CHF"})", R"({"amount":"3.00","currency":"CHF"})"},
       {R"({"amount":"1.234","currency":"CHF"})",
        "refused.amount: expected at most 2 decimal places"},
       {R"({"amount":"1.5","currency":"JPY"})",
        "refused.amount: expected at most 0 decimal places"},
       {R"({"amount":"1"})", "refused.currency: expected a currency code like CHF"},
       {R"({"amount":"1","currency":"CH"})", "refused.currency: expected a currency code like CHF"},
       {R"({"currency":"CHF"})",
        "refused.amount: expected a decimal number in quotes, like \"12.5\""},
       {R"({"amount":"1","currency":"CHF","tax":1})", "refused.tax: there is no such field"},
       {"\"12.50\"", "refused: expected an object"}});
}

TEST(Values, quantities_have_a_unit) {
  check(FieldKind::quantity,
        {{R"({"value":"1.5","unit":"MTR"})", R"({"unit":"MTR","value":"1.5"})"},
         {R"({"value":2})", R"({"unit":"H87","value":"2"})"},
         {R"({"value":"2","unit":"METRE"})",
          "refused.unit: expected a UN/ECE unit code of up to three characters"},
         {R"({"value":"2","unit":7})", "refused.unit: expected a unit code"},
         {R"({"unit":"MTR"})", "refused.value: expected a decimal number in quotes, like \"12.5\""},
         {"[]", "refused: expected an object"}});
}

TEST(Values, days) {
  check(FieldKind::date, {{"\"2026-11-20\"", "\"2026-11-20\""},
                          {"\"2024-02-29\"", "\"2024-02-29\""},
                          {"\"0001-01-01\"", "\"0001-01-01\""},
                          {"\"1969-12-31\"", "\"1969-12-31\""},
                          {"\"2026-02-29\"", "refused: there is no such day"},
                          {"\"2026-00-01\"", "refused: there is no such day"},
                          {"\"2026-1-1\"", "refused: expected a day like 2026-11-20"},
                          {"\"20.11.2026\"", "refused: expected a day like 2026-11-20"},
                          {"\"2026-11-20T00:00:00Z\"", "refused: expected a day like 2026-11-20"},
                          {"20261120", "refused: expected a day like 2026-11-20"}});
}

TEST(Values, instants_come_with_any_offset_and_go_in_utc) {
  check(FieldKind::instant,
        {{"\"2026-11-20T08:00:00+01:00\"", "\"2026-11-20T07:00:00Z\""},
         {"\"2026-11-20T08:00:00.25Z\"", "\"2026-11-20T08:00:00.250Z\""},
         {"\"1969-12-31T23:59:59.5Z\"", "\"1969-12-31T23:59:59.500Z\""},
         {"\"2026-11-20T08:00:00\"", "refused: expected a time like 2026-11-16T07:30:00Z"},
         {"\"2026-11-20\"", "refused: expected a time like 2026-11-16T07:30:00Z"},
         {"1763280000", "refused: expected a time like 2026-11-16T07:30:00Z"}});
}

TEST(Values, positions_are_exact_to_seven_places) {
  check(
      FieldKind::position,
      {{R"({"latitude":47.1410001,"longitude":-9.5215})",
        R"({"latitude":47.1410001,"longitude":-9.5215})"},
       {R"({"latitude":-90,"longitude":180})", R"({"latitude":-90,"longitude":180})"},
       {R"({"latitude":90.1,"longitude":0})", "refused.latitude: expected degrees from -90 to 90"},
       {R"({"latitude":0,"longitude":-181})",
        "refused.longitude: expected degrees from -180 to 180"},
       {R"({"latitude":0})", "refused.longitude: expected degrees as a number"},
       {R"({"latitude":"47","longitude":9})", "refused.latitude: expected degrees as a number"}});
  auto place = find_field(FieldKind::position);
  for (std::int32_t e7 = -900'000'000; e7 <= 900'000'000 - 12'345'679; e7 += 12'345'679) {
    auto record = place.type->make();
    auto text = codec::format_scaled(e7, 7);
    codec::merge_json({*place.field}, *record,
                      codec::parse_json("{\"" + place.field->name + "\":{\"latitude\":" + text +
                                        ",\"longitude\":" + text + "}}"));
    std::vector<codec::Value> values;
    codec::append_values(*place.field, *record, values);
    LONGS_EQUAL(e7, std::get<std::int64_t>(values[0]));
    LONGS_EQUAL(e7, std::get<std::int64_t>(values[1]));
  }
}

TEST(Values, references_are_ids) {
  check(FieldKind::reference,
        {{"\"0193a000-0000-7000-8000-00000000000a\"", "\"0193a000-0000-7000-8000-00000000000a\""},
         {"\"crm.Account 7\"", "refused: expected a record's id"},
         {"7", "refused: expected a record's id"}});
  check(FieldKind::about,
        {{R"({"type":"crm.Account","id":"0193a000-0000-7000-8000-00000000000a"})",
          R"({"id":"0193a000-0000-7000-8000-00000000000a","type":"crm.Account"})"},
         {R"({"type":"crm.Account","id":"7"})", "refused.id: expected a record's id"},
         {R"({"id":"0193a000-0000-7000-8000-00000000000a"})",
          "refused.type: expected a record type like field.WorkOrder"}});
}

TEST(Values, addresses_and_names_are_objects_of_known_parts) {
  check(FieldKind::address,
        {{R"({"line1":"Städtle 1","city":"Vaduz"})", R"({"city":"Vaduz","line1":"Städtle 1"})"},
         {R"({"position_origin":"typed"})", R"({"position_origin":"typed"})"},
         {R"({"street":"Städtle"})", "refused.street: there is no such field"},
         {R"({"city":7})", "refused.city: expected text"},
         {"\"Vaduz\"", "refused: expected an object"}});
  check(FieldKind::person_name,
        {{R"({"family":"Beck"})", R"({"family":"Beck"})"},
         {R"({"surname":"Beck"})", "refused.surname: there is no such field"}});
}

TEST(Values, lists_are_whole_and_bounded) {
  check(FieldKind::text,
        {{R"(["a","b"])", R"(["a","b"])"},
         {"[]", "null"},
         {"\"a\"", "refused: expected a list"},
         {R"(["a",7])", "refused[1]: expected text"},
         {"[null]", "refused[0]: expected text"},
         {Json(std::vector<std::string>(1001, "a")).dump(), "refused: at most 1000 entries"}},
        true);
}

TEST(Values, multiplication_rounds_commercially_and_refuses_overflow) {
  LONGLONGS_EQUAL(3, codec::multiply_money(5, 500'000));    // 2.5
  LONGLONGS_EQUAL(-3, codec::multiply_money(-5, 500'000));  // -2.5
  LONGLONGS_EQUAL(2, codec::multiply_money(5, 499'999));
  LONGLONGS_EQUAL(2'250'000, codec::multiply_millionths(1'500'000, 1'500'000));
  CHECK_THROWS(common::Error,
               codec::multiply_millionths(std::numeric_limits<std::int64_t>::max(), 2'000'000));
}

TEST(Values, instants_beyond_the_calendar_are_held_at_its_ends) {
  google::protobuf::Timestamp far;
  far.set_seconds(std::numeric_limits<std::int64_t>::max());
  far.set_nanos(std::numeric_limits<std::int32_t>::max());
  STRCMP_EQUAL("9999-12-31T23:59:59.999999Z",
               common::format_instant(codec::from_timestamp(far)).c_str());
  far.set_seconds(std::numeric_limits<std::int64_t>::min());
  far.set_nanos(-1);
  STRCMP_EQUAL("0001-01-01T00:00:00Z", common::format_instant(codec::from_timestamp(far)).c_str());
}

TEST_GROUP(MergeJson) {
  truckroll::crm::Account account;
  truckroll::field::JobType job_type;
};

TEST(MergeJson, every_fault_is_named_at_once) {
  STRCMP_EQUAL(
      "colour: there is no such field\nkind: expected one of: company, person\n"
      "name: expected text\nstate: a state moves by its actions only\n",
      refusal(R"({"name": 7, "colour": "red", "kind": "dog", "state": "customer"})", account)
          .c_str());
}

TEST(MergeJson, what_is_absent_stays_and_null_clears) {
  account.set_name("Alpenhotel");
  account.set_language("de");
  STRCMP_EQUAL("", refusal(R"({"language": null})", account).c_str());
  CHECK_FALSE(account.has_language());
  STRCMP_EQUAL("Alpenhotel", account.name().c_str());
}

TEST(MergeJson, choices_go_by_their_name) {
  STRCMP_EQUAL("", refusal(R"({"kind": "person", "roles": ["supplier"]})", account).c_str());
  CHECK(account.kind() == truckroll::crm::Account::KIND_PERSON);
  CHECK(refusal(R"({"kind": "unspecified"})", account) != "");
  CHECK(refusal(R"({"kind": "KIND_PERSON"})", account) != "");
  CHECK(refusal(R"({"kind": 2})", account) != "");
}

TEST(MergeJson, a_choice_of_a_newer_release_is_kept_and_not_invented) {
  account.set_kind(static_cast<truckroll::crm::Account::Kind>(7));
  account.add_roles(static_cast<truckroll::crm::Account::Role>(9));
  auto json = codec::to_json(catalogue().of(account).fields, account);
  STRCMP_EQUAL(R"({"kind":"#7","roles":["#9"]})", json.c_str());
  STRCMP_EQUAL("", refusal(json, account).c_str());
  LONGS_EQUAL(7, static_cast<int>(account.kind()));
  LONGS_EQUAL(9, static_cast<int>(account.roles(0)));
  for (auto other : {"#8", "#", "#07", "#7x", "#99999999999999999999"})
    CHECK_TEXT(refusal(Json{{"kind", other}}.dump(), account) != "", other);
}

TEST(MergeJson, lines_get_ids_and_keep_what_this_release_does_not_know) {
  STRCMP_EQUAL("", refusal(R"({"social": [{"network": "x", "handle": "y"}]})", account).c_str());
  auto& line = *account.mutable_social(0);
  LONGS_EQUAL(16, line.line().size());
  line.GetReflection()->MutableUnknownFields(&line)->AddVarint(900, 5);
  auto sent = Json::parse(codec::to_json(catalogue().of(account).fields, account));
  sent["social"].insert(sent["social"].begin(), Json{{"network", "new"}, {"handle", "z"}});
  STRCMP_EQUAL("", refusal(sent.dump(), account).c_str());
  LONGS_EQUAL(2, account.social_size());
  STRCMP_EQUAL("new", account.social(0).network().c_str());
  auto& unknown = account.social(1).GetReflection()->GetUnknownFields(account.social(1));
  LONGS_EQUAL(1, unknown.field_count());
  STRCMP_EQUAL("social[0].street: there is no such field\n",
               refusal(R"({"social": [{"street": "x"}]})", account).c_str());
  STRCMP_EQUAL("social[0]: expected an object\n", refusal(R"({"social": ["x"]})", account).c_str());
}

TEST(MergeJson, unknown_fields_of_a_message_survive_as_bytes) {
  truckroll::crm::Account newer;
  newer.set_name("Alpenhotel");
  newer.GetReflection()->MutableUnknownFields(&newer)->AddLengthDelimited(901, "later");
  auto bytes = codec::unknown_fields(newer);
  codec::restore_unknown_fields(account, bytes);
  account.set_name("Alpenhotel");
  STRCMP_EQUAL(newer.SerializeAsString().c_str(), account.SerializeAsString().c_str());
  LONGS_EQUAL(0, codec::unknown_fields(job_type).size());
}

TEST(MergeJson, tags_and_external_ids_are_the_only_header_fields_taken) {
  STRCMP_EQUAL("", refusal(R"({"tags": ["0193a000-0000-7000-8000-00000000000a"], "version": 7,
                               "external_ids": [{"system": "erp", "key": "7"}]})",
                           account)
                       .c_str());
  LONGS_EQUAL(1, account.header().tags_size());
  LONGS_EQUAL(1, account.header().external_ids_size());
  CHECK_FALSE(account.header().has_version());
  STRCMP_EQUAL("tags: expected a list of ids\n", refusal(R"({"tags": ["red"]})", account).c_str());
  STRCMP_EQUAL("id: set by the system\n", refusal(R"({"id": "x"})", account).c_str());
  STRCMP_EQUAL("", refusal(R"({"tags": null})", account).c_str());
  LONGS_EQUAL(0, account.header().tags_size());
}

TEST(MergeJson, locked_fields_are_set_once_and_derived_ones_never) {
  int locked = 0, derived = 0;
  for (auto& type : catalogue().types())
    for (auto& field : type->fields) {
      auto record = type->make();
      Json patch{{field.name, nullptr}};
      auto is_taken = [&](bool creating) {
        try {
          codec::merge_json(*type, *record, patch, creating);
          return true;
        } catch (const common::Error&) {
          return false;
        }
      };
      locked += field.options->locked();
      derived += field.options->derived();
      CHECK_EQUAL_TEXT(!field.options->derived(), is_taken(true),
                       (type->name + field.name).c_str());
      CHECK_EQUAL_TEXT(!field.readonly(), is_taken(false), (type->name + field.name).c_str());
    }
  CHECK(locked > 10);
  CHECK(derived > 10);
}

TEST(MergeJson, secrets_never_come_out) {
  int secrets = 0;
  for (auto& type : catalogue().types())
    for (auto& field : type->fields) {
      if (!field.options->secret() || field.kind != FieldKind::text || field.list) continue;
      auto record = type->make();
      record->GetReflection()->SetString(record.get(), field.descriptor, "hush");
      CHECK(codec::to_json(*type, *record).find("hush") == std::string::npos);
      ++secrets;
    }
  CHECK(secrets > 0);
}

TEST_GROUP(ParseJson){
    static std::string refusal_of(const std::string& text){try {codec::parse_json(text);
return "";
}
catch (const common::Error& error) {
  return std::string(common::code_name(error.code())) + ": " + error.text();
}
}
}
;

TEST(ParseJson, says_where_it_breaks) {
  STRCMP_EQUAL("", refusal_of(R"({"a": [1, 2.5, null, "x"]})").c_str());
  STRCMP_EQUAL("bad_input: not valid JSON at byte 7", refusal_of(R"({"a": })").c_str());
  for (auto& text :
       std::vector<std::string>{"", "{", "nul", "{'a':1}", "[1,]", "\"\xff\"", "\"\\ud800\"",
                                "1e999", "NaN", std::string("1\0", 2), "[1] 2"})
    CHECK_TEXT(refusal_of(text).rfind("bad_input: ", 0) == 0, text.c_str());
}

TEST(ParseJson, refuses_deep_nesting_without_running_out_of_stack) {
  STRCMP_EQUAL("", refusal_of(std::string(60, '[') + std::string(60, ']')).c_str());
  STRCMP_EQUAL("bad_input: the JSON is nested more than 64 levels deep",
               refusal_of(std::string(100'000, '[') + std::string(100'000, ']')).c_str());
}

TEST(ParseJson, refuses_more_values_than_anybody_sends) {
  std::string list = "[";
  for (int i = 0; i < 999'999; ++i) list += i ? ",1" : "1";
  STRCMP_EQUAL("", refusal_of(list + "]").c_str());
  STRCMP_EQUAL("bad_input: the JSON has more than 1000000 values and names",
               refusal_of(list + ",1,").c_str());
}

TEST(ParseJson, names_a_hundred_faults_of_a_record_and_no_more) {
  truckroll::crm::Account record;
  Json patch;
  for (int i = 0; i < 5000; ++i) patch["wrong" + std::to_string(i)] = i;
  try {
    codec::merge_json(catalogue().of(record), record, patch, true);
    FAIL("it was taken");
  } catch (const common::Error& error) {
    UNSIGNED_LONGS_EQUAL(100, error.violations().size());
    STRCMP_EQUAL("100 fields or more are wrong", error.text().c_str());
  }
}

TEST(ParseJson, what_is_written_is_valid_whatever_the_bytes) {
  for (int c = 0; c < 256; ++c) {
    std::string out;
    codec::append_json_text(out, std::string("a") + static_cast<char>(c) + "b");
    CHECK(Json::accept(out));
    if (c < 128) CHECK(Json::parse(out).get<std::string>()[1] == static_cast<char>(c));
  }
}

TEST_GROUP(MediaType){};

TEST(MediaType, is_told_by_the_first_bytes_alone) {
  struct Case {
    std::string bytes;
    const char* type;
  };
  const Case cases[] = {{"%PDF-1.7\n", "application/pdf"},
                        {"\x89PNG\r\n\x1a\n....", "image/png"},
                        {"\xff\xd8\xff\xe0", "image/jpeg"},
                        {"RIFF1234WEBPVP8 ", "image/webp"},
                        {"OggS", "audio/ogg"},
                        {"RIFF1234WAVEfmt ", "application/octet-stream"},
                        {"RIFF", "application/octet-stream"},
                        {"<script>", "application/octet-stream"},
                        {"", "application/octet-stream"}};
  for (auto& one : cases) STRCMP_EQUAL(one.type, std::string(codec::media_type(one.bytes)).c_str());
}

TEST_GROUP(PictureSize){};

TEST(PictureSize, is_read_from_the_head_of_each_kind) {
  auto bytes = [](const char* text, std::size_t size) { return std::string(text, size); };
  auto riff = bytes("RIFF\x00\x01\x00\x00WEBP", 12);
  auto jfif = bytes("\xff\xd8\xff\xe0\x00\x04\x00\x00", 8);
  struct Case {
    const char* name;
    std::string bytes;
    std::uint32_t width, height;
  };
  const Case cases[] = {
      {"JPEG", jfif + bytes("\xff\xc0\x00\x0b\x08\x00\x30\x00\x40\x01\x01\x11\x00", 13), 64, 48},
      {"progressive JPEG with filling",
       jfif + bytes("\xff\xff\xc2\x00\x0b\x08\x0f\xa0\x17\x70\x01\x01\x11\x00", 14), 6000, 4000},
      {"PNG", bytes("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\xe0", 24), 640,
       480},
      {"WebP", riff + bytes("VP8 \x20\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x80\x02\xe0\x01", 18),
       640, 480},
      {"WebP without loss", riff + bytes("VP8L\x20\x00\x00\x00\x2f\x7f\xc2\x77\x00", 13), 640, 480},
      {"WebP with more",
       riff + bytes("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x7f\x02\x00\xdf\x01\x00", 18), 640, 480},
  };
  for (auto& one : cases) {
    auto size = codec::picture_size(one.bytes);
    CHECK_TEXT(size.has_value(), one.name);
    LONGS_EQUAL_TEXT(one.width, size->width, one.name);
    LONGS_EQUAL_TEXT(one.height, size->height, one.name);
    // Cut anywhere before its end, the head says nothing; and nothing is read beyond it.
    CHECK_TEXT(!codec::picture_size(one.bytes.substr(0, 14)).has_value(), one.name);
  }
}

TEST(PictureSize, is_unknown_for_what_only_begins_like_a_picture) {
  for (auto& bytes :
       {std::string("\xff\xd8\xff\xe0") + std::string(5000, 'x'),
        std::string("\xff\xd8\xff\xe0") + std::string(5000, '\0'),
        std::string("\xff\xd8") + std::string(5000, '\xff'),
        std::string("\xff\xd8\xff\xda\x00\x08", 6) + std::string(5000, 'x'),
        std::string("\x89PNG\r\n\x1a\n") + std::string(5000, 'x'),
        std::string("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 16) + std::string(5000, '\0'),
        std::string("RIFF1234WEBPVP8 ") + std::string(5000, 'x'), std::string("RIFF1234WEBPVP8X"),
        std::string("%PDF-1.7"), std::string()})
    CHECK(!codec::picture_size(bytes).has_value());
}

TEST_GROUP(PersonName){};

TEST(PersonName, what_is_missing_leaves_no_gap) {
  truckroll::PersonName name;
  STRCMP_EQUAL("", codec::person_name(name).c_str());
  name.set_family("Müller");
  STRCMP_EQUAL("Müller", codec::person_name(name).c_str());
  name.set_given("Anna");
  name.set_title("Dr.");
  STRCMP_EQUAL("Anna Müller", codec::person_name(name).c_str());
  STRCMP_EQUAL("Dr. Anna Müller", codec::titled_name(name).c_str());
}
