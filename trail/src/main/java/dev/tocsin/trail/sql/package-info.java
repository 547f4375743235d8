/**
 * The journals as tables: SQL by DuckDB over the files where they lie, locked so that a question
 * can only read them. It may know the packages that read the trail, and is known by exports and the
 * command line. The native library is loaded by {@link dev.tocsin.trail.sql.TrailSql#open} and not
 * before. Begin there.
 */
@NullMarked
package dev.tocsin.trail.sql;

import org.jspecify.annotations.NullMarked;
