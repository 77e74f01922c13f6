#pragma once
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace support {

/// Reads the text format of Prometheus, version 0.0.4, strictly: each family has HELP, then TYPE,
/// then its samples and nothing between them, names and labels are well formed, no sample is there
/// twice, counters are not negative, and a histogram's buckets grow up to +Inf, which is its count.
class PrometheusReader {
 public:
  explicit PrometheusReader(const std::string& text) {
    if (!text.empty() && text.back() != '\n') note("the last line has no end");
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); ++number_) read(line);
    end_family();
  }
  const std::string& faults() const { return faults_; }  ///< empty when it is right
  /// "name{label=\"value\"}" to value.
  const std::map<std::string, double>& samples() const { return samples_; }
  std::string type_of(const std::string& family) const {
    auto found = types_.find(family);
    return found == types_.end() ? "" : found->second;
  }

 private:
  void note(const std::string& what) {
    faults_ += "line " + std::to_string(number_ + 1) + ": " + what + "\n";
  }
  static bool is_name(const std::string& text, bool of_label) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0]))) return false;
    for (char c : text)
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && (of_label || c != ':'))
        return false;
    return true;
  }
  void read(const std::string& line) {
    if (line.empty()) return note("an empty line");
    if (line[0] == '#') return read_comment(line);
    read_sample(line);
  }
  void read_comment(const std::string& line) {
    std::istringstream in(line);
    std::string hash, word, name, rest;
    in >> hash >> word >> name;
    std::getline(in, rest);
    if (hash != "#" || (word != "HELP" && word != "TYPE") || !is_name(name, false))
      return note("no HELP or TYPE");
    if (word == "HELP") {
      end_family();
      if (!helped_.insert(name).second) note(name + " is there twice");
      if (rest.size() < 2) note(name + " is not explained");
      family_ = name;
      return;
    }
    if (name != family_ || types_.count(name)) note("TYPE of " + name + " does not follow HELP");
    auto type = rest.empty() ? rest : rest.substr(1);
    if (type != "counter" && type != "gauge" && type != "histogram" && type != "untyped")
      note("no type: " + type);
    types_[name] = type;
  }
  void read_sample(const std::string& line) {
    std::size_t at = 0;
    while (at < line.size() && line[at] != '{' && line[at] != ' ') ++at;
    auto name = line.substr(0, at);
    if (!is_name(name, false)) return note("no name: " + name);
    std::map<std::string, std::string> labels;
    if (at < line.size() && line[at] == '{' && !read_labels(line, at, labels)) return;
    if (at >= line.size() || line[at] != ' ') return note("no blank before the value");
    auto text = line.substr(at + 1);
    std::size_t used = 0;
    double value = 0;
    try {
      value = text == "+Inf" ? INFINITY : std::stod(text, &used);
    } catch (const std::exception&) {
      return note("no number: " + text);
    }
    if (text != "+Inf" && used != text.size()) note("more than a number: " + text);
    take(name, labels, line.substr(0, at), value);
  }
  bool read_labels(const std::string& line, std::size_t& at,
                   std::map<std::string, std::string>& labels) {
    while (line[at] != '}') {
      auto equals = line.find("=\"", ++at);
      if (equals == line.npos) return note("no label"), false;
      auto name = line.substr(at, equals - at);
      if (!is_name(name, true)) return note("no label's name: " + name), false;
      std::string value;
      for (at = equals + 2; at < line.size() && line[at] != '"'; ++at) {
        if (line[at] != '\\') {
          value += line[at];
          continue;
        }
        if (++at >= line.size() || std::string("\\\"n").find(line[at]) == std::string::npos)
          return note("a wrong escape"), false;
        value += line[at] == 'n' ? '\n' : line[at];
      }
      if (++at >= line.size() || (line[at] != ',' && line[at] != '}'))
        return note("the labels do not end"), false;
      if (!labels.emplace(name, value).second) note("a label twice: " + name);
    }
    ++at;
    return true;
  }
  void take(const std::string& name, const std::map<std::string, std::string>& labels,
            const std::string& key, double value) {
    auto type = type_of(family_);
    bool is_part = type == "histogram" && (name == family_ + "_bucket" ||
                                           name == family_ + "_sum" || name == family_ + "_count");
    if (type.empty() || (name != family_ && !is_part) || (type == "histogram" && !is_part))
      note(name + " stands outside of its family");
    if (!samples_.emplace(key, value).second) note(key + " is there twice");
    if (type == "counter" && value < 0) note(key + " is negative");
    if (name == family_ + "_bucket") {
      if (!labels.count("le")) return note("a bucket without le");
      if (value < bucket_) note("buckets do not grow");
      bucket_ = value;
      is_whole_ = labels.at("le") == "+Inf";
    }
    if (name == family_ + "_count" && value != bucket_) note("the count is not the last bucket");
  }
  void end_family() {
    if (!family_.empty() && !types_.count(family_)) note(family_ + " has no TYPE");
    if (type_of(family_) == "histogram" && !is_whole_) note(family_ + " has no bucket +Inf");
    family_.clear();
    bucket_ = 0;
    is_whole_ = false;
  }

  int number_ = 0;
  std::string faults_, family_;
  std::set<std::string> helped_;
  std::map<std::string, std::string> types_;
  std::map<std::string, double> samples_;
  double bucket_ = 0;
  bool is_whole_ = false;
};

}  // namespace support
