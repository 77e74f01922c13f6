// Contacts and accounts as vCard 3.0 (RFC 2426), which address books of every age read.
#include "hub/transfer/formats/impl/writers.hpp"

namespace hub::transfer::formats::impl {
namespace {

using nlohmann::json;

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || c == ';' || c == ',')
      out += std::string("\\") + c;
    else if (c != '\r')
      out += c;
  }
  return out;
}

/// Lines of at most 75 bytes; never cut within a character.
std::string folded(const std::string& line) {
  constexpr std::size_t bytes_max = 75;
  std::string out;
  std::size_t width = 0;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t size = 1;
    while (at + size < line.size() && (static_cast<unsigned char>(line[at + size]) & 0xc0) == 0x80)
      ++size;
    if (width + size > bytes_max) {
      out += "\r\n ";
      width = 1;
    }
    out.append(line, at, size);
    width += size;
    at += size;
  }
  return out + "\r\n";
}

std::string text_at(const json& object, const char* key) {
  auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string()
             ? found->get<std::string>()
             : "";
}

const json& list_at(const json& object, const char* key) {
  static const json none = json::array();
  auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

class CardText {
 public:
  CardText() { line("BEGIN", "VCARD"), line("VERSION", "3.0"); }
  void line(const std::string& name, const std::string& value) {
    text_ += folded(name + ":" + value);
  }
  void text(const std::string& name, const std::string& value) {
    if (!value.empty()) line(name, escaped(value));
  }
  std::string end() {
    line("END", "VCARD");
    return std::move(text_);
  }

 private:
  std::string text_;
};

void write_name(CardText& card, const json& record) {
  auto name = record.find("name");
  if (name == record.end()) return;
  if (name->is_string()) {
    card.line("N", escaped(name->get<std::string>()) + ";;;;");
    card.text("FN", name->get<std::string>());
    if (text_at(record, "kind") != "person") card.text("ORG", name->get<std::string>());
    return;
  }
  auto family = text_at(*name, "family"), given = text_at(*name, "given");
  card.line("N",
            escaped(family) + ";" + escaped(given) + ";;" + escaped(text_at(*name, "title")) + ";");
  card.text("FN", given + (given.empty() || family.empty() ? "" : " ") + family);
}

void write_channels(CardText& card, const json& record) {
  for (auto& channel : list_at(record, "channels")) {
    auto kind = text_at(channel, "kind"), value = text_at(channel, "value");
    if (kind == "mail") card.text("EMAIL;TYPE=INTERNET", value);
    if (kind == "phone") card.text("TEL;TYPE=VOICE", value);
    if (kind == "mobile" || kind == "sms") card.text("TEL;TYPE=CELL", value);
    if (kind == "web") card.text("URL", value);
  }
}

void write_addresses(CardText& card, const json& record) {
  for (auto& line : list_at(record, "addresses")) {
    if (!line.contains("address")) continue;
    auto& address = line["address"];
    std::string value =
        ";" + escaped(text_at(address, "line2")) + ";" + escaped(text_at(address, "line1"));
    for (auto part : {"city", "region", "postal_code", "country"})
      value += ";" + escaped(text_at(address, part));
    card.line("ADR", value);
  }
}

class VcardWriter final : public RecordWriter {
 public:
  explicit VcardWriter(Sink sink) : sink_(std::move(sink)) {}
  void add(const json& record) override {
    CardText card;
    write_name(card, record);
    card.text("TITLE", text_at(record, "title"));
    write_channels(card, record);
    write_addresses(card, record);
    card.text("LANG", text_at(record, "language"));
    card.text("UID", text_at(record, "id"));
    sink_(card.end());
  }
  void end() override {}

 private:
  Sink sink_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_vcard_writer(Sink sink) {
  return std::make_unique<VcardWriter>(std::move(sink));
}

}  // namespace hub::transfer::formats::impl
