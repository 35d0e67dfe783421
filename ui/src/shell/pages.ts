/** The pages in the order of the rail, which is the order of the work. */
import type { Component } from 'vue';
import type { IconName } from '../shared/icons/drawings';

/** A page of the rail. */
export interface PageEntry {
  /** Name of its route and of its words. */
  name: string;
  icon: IconName;
  path: string;
  /** A line stands above it. */
  parted?: boolean;
  view: () => Promise<{ default: Component }>;
}

/** All pages; Alt and their number lead to them. */
export const PAGES: PageEntry[] = [
  { name: 'desk', icon: 'home', path: '/', view: () => import('../views/desk/DeskPage.vue') },
  { name: 'import', icon: 'import', path: '/import', parted: true, view: () => import('../views/import/ImportPage.vue') },
  { name: 'register', icon: 'book', path: '/register', view: () => import('../views/register/RegisterPage.vue') },
  { name: 'review', icon: 'judge', path: '/review', view: () => import('../views/review/ReviewPage.vue') },
  { name: 'duplicates', icon: 'duplicate', path: '/duplicates', view: () => import('../views/duplicates/DuplicatesPage.vue') },
  { name: 'progress', icon: 'flag', path: '/progress', view: () => import('../views/progress/ProgressPage.vue') },
  { name: 'export', icon: 'export', path: '/export', view: () => import('../views/export/ExportPage.vue') },
  { name: 'field', icon: 'package', path: '/field', view: () => import('../views/field/FieldPage.vue') },
  { name: 'journal', icon: 'journal', path: '/journal', parted: true, view: () => import('../views/journal/JournalPage.vue') },
  { name: 'settings', icon: 'settings', path: '/settings', view: () => import('../views/settings/SettingsPage.vue') },
];
