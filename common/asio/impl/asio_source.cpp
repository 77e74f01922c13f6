// The one place where Asio itself is compiled; see BOOST_ASIO_SEPARATE_COMPILATION in
// cmake/Modules.cmake.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
