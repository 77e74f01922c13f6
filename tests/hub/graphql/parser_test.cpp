#include "hub/graphql/parser.hpp"

#include "hub/graphql/lexer.hpp"

#include <CppUTest/TestHarness.h>

using hub::graphql::Document;
using hub::graphql::parse;
using hub::graphql::Selection;
using hub::graphql::Unreadable;
using hub::graphql::Value;

namespace {

std::string refusal(const std::string& text) {
  try {
    parse(text);
  } catch (const Unreadable& error) {
    return std::to_string(error.place().line) + ":" + std::to_string(error.place().column) + " " +
           error.text();
  }
  return "";
}

std::string value_text(const std::string& written) {
  return parse("{a(b:" + written + ")}").operations[0].selections[0].arguments[0].value.text;
}

}  // namespace

TEST_GROUP(GraphqlParser){};

TEST(GraphqlParser, reads_what_the_specification_allows) {
  for (auto text : {"{a}",
                    "query{a}",
                    "query Q($a:Int){b(c:$a)}",
                    "mutation M{a}",
                    "subscription{a}",
                    "query Q($a:[Int!]!=[1,2] @skip(if:true)){b(c:$a)}",
                    "{a:b}",
                    "{a{b{c}}}",
                    "{...F} fragment F on T{a}",
                    "{... on T{a}}",
                    "{...{a}}",
                    "{... @include(if:true){a}}",
                    "{on}",
                    "{fragment}",
                    "{query mutation subscription}",
                    "{a(b:null,c:true,d:ENUM,e:{f:[]})}",
                    "\xef\xbb\xbf{a}",
                    "# only\n{a #end\n}",
                    "{a,,,b}",
                    "{a(b:-0.1e+5)}",
                    "{a(b:\"\")}",
                    "{a(b:\"\"\"\"\"\")}",
                    "{__typename}",
                    "query($a:Int){b(c:$a)}",
                    "fragment type on input{a} {...type}"})
    STRCMP_EQUAL_TEXT("", refusal(text).c_str(), text);
}

TEST(GraphqlParser, says_where_a_document_is_wrong) {
  struct Row {
    const char* text;
    const char* said;
  };
  for (auto& row : {
           Row{"", "1:1 Syntax error: unexpected end of the document"},
           Row{"{", "1:2 Syntax error: unexpected end of the document"},
           Row{"{}", "1:2 Syntax error: unexpected \"}\""},
           Row{"{a", "1:3 Syntax error: unexpected end of the document"},
           Row{"{a}}", "1:4 Syntax error: unexpected \"}\""},
           Row{"{\n  a(b:}\n}", "2:7 Syntax error: unexpected \"}\""},
           Row{"{a()}", "1:4 Syntax error: unexpected \")\""},
           Row{"query Q(){a}", "1:9 Syntax error: unexpected \")\""},
           Row{"query Q($a:Int=$b){a}", "1:16 Syntax error: unexpected \"$\""},
           Row{"fragment on on T{a}", "1:10 Syntax error: unexpected \"on\""},
           Row{"type T{a:Int}", "1:1 Syntax error: unexpected \"type\""},
           Row{"{a(b:01)}", "1:7 Syntax error: a number does not begin with 0"},
           Row{"{a(b:1.)}", "1:8 Syntax error: expected a digit"},
           Row{"{a(b:1x)}", "1:7 Syntax error: expected the end of the number"},
           Row{"{a(b:-)}", "1:7 Syntax error: expected a digit"},
           Row{"{a(b:\"x)}", "1:10 Syntax error: the text has no end"},
           Row{"{a(b:\"\n\")}", "1:7 Syntax error: the text has no end"},
           Row{"{a(b:\"\\x\")}", "1:8 Syntax error: invalid escape"},
           Row{"{a(b:\"\\u12\")}", "1:11 Syntax error: invalid Unicode escape"},
           Row{"{a(b:\"\\uD800\")}", "1:13 Syntax error: invalid Unicode escape"},
           Row{"{a(b:\"\\u{110000}\")}", "1:17 Syntax error: invalid Unicode escape"},
           Row{"{a(b:\"\"\"x)}", "1:12 Syntax error: the text has no end"},
           Row{"{a ? b}", "1:4 Syntax error: unexpected character"},
           Row{"{a\x01}", "1:3 Syntax error: unexpected character"},
           Row{"{\"\xff\"}", "1:1 Syntax error: the document is not UTF-8"},
           Row{"{...}", "1:5 Syntax error: unexpected \"}\""},
           Row{"{é}", "1:2 Syntax error: unexpected character"},
       })
    STRCMP_EQUAL_TEXT(row.said, refusal(row.text).c_str(), row.text);
}

TEST(GraphqlParser, reads_texts_as_they_are_meant) {
  STRCMP_EQUAL("a\tb\"\\/\n", value_text(R"("a\tb\"\\\/\n")").c_str());
  STRCMP_EQUAL("é", value_text(R"("\u00e9")").c_str());
  STRCMP_EQUAL("😀", value_text(R"("\uD83D\uDE00")").c_str());
  STRCMP_EQUAL("😀", value_text(R"("\u{1F600}")").c_str());
  STRCMP_EQUAL("say \"\"\" now", value_text("\"\"\"say \\\"\"\" now\"\"\"").c_str());
}

// The example of the specification's section 2.9.4.
TEST(GraphqlParser, takes_the_indentation_off_a_block_text) {
  STRCMP_EQUAL("Hello,\n  World!\n\nYours,\n  GraphQL.",
               value_text("\"\"\"\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n"
                          "  \"\"\"")
                   .c_str());
  STRCMP_EQUAL("", hub::graphql::block_value("\n   \n").c_str());
  STRCMP_EQUAL("a\nb", hub::graphql::block_value("\r\n  a\r\n  b\r").c_str());
}

TEST(GraphqlParser, keeps_the_order_and_the_parts_of_a_document) {
  auto document = parse(
      "query Q($id: [ID!]! = [\"1\"]) { first: one(id: $id) { ...F } two } fragment F on T { a }");
  auto& operation = document.operations[0];
  STRCMP_EQUAL("Q", operation.name.c_str());
  STRCMP_EQUAL("![!", operation.variables[0].type.modifiers.c_str());
  STRCMP_EQUAL("first", operation.selections[0].key().c_str());
  CHECK(operation.selections[0].arguments[0].value.kind == Value::Kind::variable);
  CHECK(operation.selections[0].selections[0].kind == Selection::Kind::spread);
  STRCMP_EQUAL("two", operation.selections[1].name.c_str());
  CHECK(document.find_fragment("F") != nullptr);
  CHECK(document.find_fragment("G") == nullptr);
}

TEST(GraphqlParser, names_its_bounds) {
  std::string deep, wide = "{";
  for (int i = 0; i < 200; ++i) deep += "{a";
  for (int i = 0; i < 20'000; ++i) wide += "a,";
  STRCMP_CONTAINS("nested more than 100 levels deep", refusal(deep).c_str());
  STRCMP_CONTAINS("more than 20000 tokens", refusal(wide + "}").c_str());
  STRCMP_CONTAINS("more than 100000 bytes", refusal(std::string(100'001, ' ')).c_str());
  STRCMP_CONTAINS("nested more than 100 levels deep",
                  refusal("{a(b:" + std::string(90'000, '[')).c_str());
}
