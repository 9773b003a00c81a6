/**
 * The one address that shoppers know: a reverse proxy over the regions. In a cloud, a global load balancer stands here.
 */
package org.alwaysopen.local.edge;
