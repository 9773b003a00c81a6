/** What merchants do with stock: receive, count, move, write off, and set how it is sold. */
package org.alwaysopen.inventory.merchant;
