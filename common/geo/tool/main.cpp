// truckroll-roads EXTRACT.osm.pbf OUT.roads: makes the road file that hub and van route on.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/error/error.hpp"
#include "common/geo/geo.hpp"
#include "common/geo/osm/osm.hpp"

namespace {

// Renamed into place, so that nobody ever maps half a file.
void write_file(const std::string& path, const std::string& bytes) {
  const std::string draft = path + ".tmp";
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    throw common::Error(common::ErrorCode::storage,
                        fmt::format("cannot write {}: {}", draft, std::strerror(errno)));
  }
  std::filesystem::rename(draft, path);
}

void run(const std::string& extract, const std::string& out) {
  const auto network = common::geo::osm::read_roads(extract);
  const std::string bytes = common::geo::build_road_file(network);
  write_file(out, bytes);
  const auto graph = common::geo::RoadGraph::load(out);
  fmt::print("{}: {} nodes, {} segments, {} bytes\n", out, graph.node_count(),
             graph.segment_count(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: truckroll-roads EXTRACT.osm.pbf OUT.roads\n");
    return 2;
  }
  try {
    run(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "truckroll-roads: {}\n", error.what());
    return 1;
  }
}
