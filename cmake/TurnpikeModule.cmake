# The one shape every layer and every test has.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_compile_options(-Wall -Wextra -Wpedantic)
if(TURNPIKE_WERROR)
    add_compile_options(-Werror)
endif()
if(TURNPIKE_SANITIZE)
    add_compile_options(-fsanitize=${TURNPIKE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${TURNPIKE_SANITIZE})
    if(TURNPIKE_SANITIZE MATCHES "thread") # It knows no fences; Asio's locks say the same.
        add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    endif()
endif()
# mold links the hundreds of test programs in a tenth of the time; GNU ld makes the same of them.
find_program(TURNPIKE_MOLD mold)
if(TURNPIKE_MOLD AND NOT TURNPIKE_LTO)
    add_link_options(-fuse-ld=mold)
endif()
if(TURNPIKE_FAULT_POINTS)
    add_compile_definitions(TURNPIKE_FAULT_POINTS)
endif()
add_compile_definitions(QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
                        QT_NO_KEYWORDS BOOST_ASIO_NO_DEPRECATED
                        TURNPIKE_VERSION="${PROJECT_VERSION}")

# Precompiled headers: what most files of a layer include anyway. Each file still includes what it
# uses, so that it compiles without them, too.
set(TURNPIKE_PCH_STD <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory>
    <mutex> <optional> <span> <string> <string_view> <thread> <unordered_map> <vector> <QString>
    <tl/expected.hpp>)
set(TURNPIKE_PCH_QT ${TURNPIKE_PCH_STD} <QByteArray> <QDateTime> <QFile> <QHash> <QList> <QObject>
    <QStringList> <QVariant>)
set(TURNPIKE_PCH_WIDGETS ${TURNPIKE_PCH_QT} <QAction> <QApplication> <QBoxLayout> <QFrame> <QIcon>
    <QLabel> <QLineEdit> <QPainter> <QPointer> <QPushButton> <QStyle> <QTableView> <QTimer>
    <QToolButton> <QWidget>)
set(TURNPIKE_PCH_TEST ${TURNPIKE_PCH_QT} <QSignalSpy> <QTemporaryDir> <QTest>)
set(TURNPIKE_PCH_SQL ${TURNPIKE_PCH_QT} <QSqlDatabase> <QSqlQuery>)
set(TURNPIKE_PCH_ASIO ${TURNPIKE_PCH_STD} <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp>
    <boost/asio/posix/stream_descriptor.hpp> <boost/asio/post.hpp> <boost/asio/steady_timer.hpp>)

# What a request runs through is optimized across its files: many small functions in a row.
set(TURNPIKE_HOT_PATH core ledger http wire formats chat_format messages_format responses_format
    gemini_format embeddings_format engine)

# turnpike_add_module(<name> SOURCES <file>... LINK <target>... [QT] [PCH <header>...])
# A static library turnpike::<name>; includes read "<layer>/<File>.h". QT runs moc.
function(turnpike_add_module name)
    cmake_parse_arguments(ARG "QT" "" "SOURCES;LINK;PCH" ${ARGN})
    add_library(turnpike_${name} STATIC ${ARG_SOURCES})
    add_library(turnpike::${name} ALIAS turnpike_${name})
    target_include_directories(turnpike_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(turnpike_${name} PUBLIC ${ARG_LINK})
    if(ARG_QT)
        set_target_properties(turnpike_${name} PROPERTIES AUTOMOC ON)
    endif()
    if(ARG_PCH)
        target_precompile_headers(turnpike_${name} PRIVATE ${ARG_PCH})
    endif()
    if(name IN_LIST TURNPIKE_HOT_PATH)
        turnpike_optimize(turnpike_${name})
    endif()
endfunction()

# For a part of the hot path, and for the programs that it is linked into.
function(turnpike_optimize target)
    if(TURNPIKE_LTO)
        set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
        # GCC 12 takes the growth of a QHash, inlined at last, for an allocation without end.
        target_link_options(${target} INTERFACE -Wno-alloc-size-larger-than)
    endif()
endfunction()

# Builds every test program, and nothing that no test needs.
add_custom_target(turnpike_tests)

# turnpike_add_test(<name> SOURCES <file>... LINK <target>... [LABELS <label>...])
# A header-less Qt Test program tst_<name>, run without a display.
function(turnpike_add_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
    add_executable(tst_${name} ${ARG_SOURCES})
    # Network for all, since its definition decides what the shared headers hold.
    target_link_libraries(tst_${name} PRIVATE ${ARG_LINK} Qt6::Test Qt6::Network)
    # One moc for the one file; AUTOMOC reads each program anew, which takes longer than compiling it.
    list(LENGTH ARG_SOURCES files)
    if(files EQUAL 1)
        get_filename_component(file ${ARG_SOURCES} NAME_WE)
        set(moc ${CMAKE_CURRENT_BINARY_DIR}/tst_${name}_moc/${file}.moc)
        qt6_generate_moc(${ARG_SOURCES} ${moc} TARGET tst_${name})
        target_sources(tst_${name} PRIVATE ${moc})
        target_include_directories(tst_${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/tst_${name}_moc)
    else()
        set_target_properties(tst_${name} PROPERTIES AUTOMOC ON)
    endif()
    if(ARG_LINK MATCHES "turnpike::(ui|console)")
        target_precompile_headers(tst_${name} REUSE_FROM turnpike_widget_test_headers)
    elseif(NOT ARG_LINK MATCHES "turnpike::export") # Gui without Widgets: one program of its kind.
        target_precompile_headers(tst_${name} REUSE_FROM turnpike_test_headers)
    endif()
    add_dependencies(turnpike_tests tst_${name})
    add_test(NAME ${name} COMMAND tst_${name})
    # Qt is not instrumented: what it does among its own threads is not for us to judge.
    set_tests_properties(${name} PROPERTIES
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LANG=C.UTF-8;LC_ALL=C.UTF-8;\
TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0"
        LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
